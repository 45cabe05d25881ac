"""The demo's paper: The Breakwater of Saravel, a port that is on no map.

Places, people, parties, companies and clubs are all made up. The stories, the standing pages and
the people have files of their own beside this one, and the pictures are described in pictures.txt.
"""

from typing import NamedTuple
from zoneinfo import ZoneInfo

NAME = "The Breakwater"
TAGLINE = "Saravel and the Merrin coast, reported since 1891"
DESCRIPTION = (
    "Independent reporting from Saravel, the port at the mouth of the Ardel: politics, shipping, "
    "climate, science, culture and sport, with correspondents along the river and across the Merrin Sea."
)
TIME_ZONE = "Europe/Lisbon"
ZONE = ZoneInfo(TIME_ZONE)
COMMENT_POLICY = (
    "Argue with the article, not with the person above you. Say what you know and how you know it. "
    "We read every comment before it appears, usually within the hour between 7:00 and 23:00. "
    "We do not publish insults, advertising, or allegations against people who cannot answer here."
)

SOCIAL = [
    ("Mastodon", "https://social.example.org/@breakwater"),
    ("Photographs", "https://pictures.example.org/breakwater"),
    ("Podcast", "https://audio.example.org/the-breakwater"),
    ("Letter", "https://letters.example.org/breakwater"),
]


class Section(NamedTuple):
    """A category: its path of slugs, its name, and what its page says about it."""

    path: str
    name: str
    description: str


SECTIONS = [
    Section("world", "World", "From the countries on the Ardel and round the Merrin Sea."),
    Section(
        "world/ardel-basin",
        "Ardel Basin",
        "The river’s course through four countries, and what they make of it.",
    ),
    Section(
        "world/ardel-basin/tarsh",
        "The Tarsh Conflict",
        "The war over the Tarsh Highlands between Valdony and Karrow, and the effort to end it.",
    ),
    Section("world/merrin-sea", "Merrin Sea", "Islands, fishing grounds, borders on the water."),
    Section("politics", "Politics", "Who decides in Orrin, how, and at whose cost."),
    Section("politics/assembly", "Assembly", "The hundred and twenty-one seats on Oldgate Hill."),
    Section("politics/city-hall", "City Hall", "Saravel’s council, its mayor and its budget."),
    Section(
        "business",
        "Business",
        "The port, the power stations, the shops and the people who work in them.",
    ),
    Section(
        "business/ports-shipping", "Ports & Shipping", "What comes in on the tide and what goes out."
    ),
    Section("business/energy", "Energy", "Wind, water and the price of a kilowatt-hour."),
    Section("climate", "Climate", "A warmer sea, a restless river, and a coast that has begun to move."),
    Section("climate/coast", "The Coast", "Sea walls, salt marshes and the villages between."),
    Section("science", "Science", "What is found out, how, and how sure we can be."),
    Section("science/sky", "The Sky", "From the observatory on Mount Cael and further out."),
    Section("science/health", "Health", "Hospitals, laboratories, and what keeps people well."),
    Section("culture", "Culture", "What is written, built, played and shown."),
    Section("culture/books", "Books", "Reviews, conversations and the occasional quarrel."),
    Section(
        "culture/architecture", "Architecture", "Buildings, and the people who have to live with them."
    ),
    Section("culture/stage-screen", "Stage & Screen", "Film, music, theatre."),
    Section("sport", "Sport", "Results, and the reasons for them."),
    Section("sport/football", "Football", "Saravel Athletic and the Coast League."),
    Section("sport/on-the-water", "On the Water", "Gigs, dinghies and those who row them."),
    Section("opinion", "Opinion", "Arguments signed by those who make them."),
    Section("opinion/editorials", "Editorials", "The view of The Breakwater."),
]

CREDIT = "Illustration: Wren Halloran / The Breakwater"

NAVIGATION = ["world", "politics", "business", "climate", "science", "culture", "sport", "opinion"]
