"""The demo's paper: The Breakwater of Saravel, a port that is on no map.

Places, people, parties, companies and clubs are all made up.
"""

from typing import NamedTuple

NAME = "The Breakwater"
TAGLINE = "Saravel and the Merrin coast, reported since 1891"
DESCRIPTION = (
    "Independent reporting from Saravel, the port at the mouth of the Ardel: politics, shipping, climate, "
    "science, culture and sport, with correspondents along the river and across the Merrin Sea."
)
TIME_ZONE = "Europe/Lisbon"
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
        "The river's course through four countries, and what they make of it.",
    ),
    Section(
        "world/ardel-basin/tarsh",
        "The Tarsh Conflict",
        "The war over the Tarsh Highlands between Valdony and Karrow, and the effort to end it.",
    ),
    Section("world/merrin-sea", "Merrin Sea", "Islands, fishing grounds, borders on the water."),
    Section("politics", "Politics", "Who decides in Orrin, how, and at whose cost."),
    Section("politics/assembly", "Assembly", "The hundred and twenty-one seats on Oldgate Hill."),
    Section("politics/city-hall", "City Hall", "Saravel's council, its mayor and its budget."),
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

NAVIGATION = ["world", "politics", "business", "climate", "science", "culture", "sport", "opinion"]


class Person(NamedTuple):
    """An author; `login` is the name of the account they write with, or empty."""

    slug: str
    name: str
    job_title: str
    bio: str
    email: str = ""
    website: str = ""
    login: str = ""


PEOPLE = [
    Person(
        "perpetua-vance",
        "Perpetua Vance",
        "Editor",
        "Perpetua Vance has edited The Breakwater for nine years. She started on its night desk, typing tide "
        "tables, and still checks them. Her column appears at the end of the week.",
        email="editor@breakwater.example.org",
        login="editor",
    ),
    Person(
        "nadia-ferrow",
        "Nadia Ferrow",
        "Political editor",
        "Nadia Ferrow reports on the Assembly and on City Hall. Before that she spent six years as a clerk to the "
        "public accounts committee, which is where she learned to read the footnotes first.\n\n"
        "She won the Oldgate Prize for her series on the flood fund.",
        email="nadia.ferrow@breakwater.example.org",
        login="nadia",
    ),
    Person(
        "tomas-elderkin",
        "Tomas Elderkin",
        "Correspondent in the Ardel basin",
        "Tomas Elderkin has covered the countries on the upper Ardel since the first Tarsh war. He lives in Castel "
        "Ford, four kilometres from the border, with two dogs and a great many maps.",
    ),
    Person(
        "brannoc-hale",
        "Brannoc Hale",
        "Ports and shipping reporter",
        "Brannoc Hale went to sea at seventeen and came ashore at thirty-one as a ship's second officer. He has "
        "written about the port of Saravel ever since, most of it before breakfast.",
        website="https://hale.example.org/",
    ),
    Person(
        "sunniva-okoro",
        "Sunniva Okoro",
        "Science and climate editor",
        "Sunniva Okoro holds a doctorate in coastal hydrology, which she says is the study of why the map is wrong. "
        "She reports on climate, the sciences and public health.",
        email="science@breakwater.example.org",
    ),
    Person(
        "odile-carrasco",
        "Odile Carrasco",
        "Culture editor",
        "Odile Carrasco has reviewed some two thousand books for this paper and regrets about forty of the reviews. "
        "She edits the culture pages and teaches criticism at the Saravel conservatory.",
    ),
    Person(
        "jun-tavares",
        "Jun Tavares",
        "Sport reporter",
        "Jun Tavares writes on football, rowing and whatever else is played in the rain. He kept goal for the "
        "Ostery reserves until a knee and a manager decided otherwise.",
    ),
    Person(
        "lio-brandt",
        "Lio Brandt",
        "Graphics and data editor",
        "Lio Brandt makes the paper's maps, charts and tables, and checks the numbers in everybody else's. The data "
        "behind them is published with the stories.",
        website="https://brandt.example.org/",
    ),
]


class Picture(NamedTuple):
    """A drawn picture: its name in newsroom.demo.drawing, and its words."""

    name: str
    title: str
    alt: str
    caption: str
    focal: tuple[float, float] = (0.5, 0.5)


CREDIT = "Illustration: Wren Halloran / The Breakwater"

PICTURES = [
    Picture(
        "harbour",
        "Harbour cranes at dusk",
        "Silhouettes of four harbour cranes against an orange evening sky, a low sun and its reflection on the water.",
        "Eastmole terminal at the end of a day shift.",
        (0.4, 0.5),
    ),
    Picture(
        "container_ship",
        "Loaded container ship",
        "A container ship with stacks of red, blue and yellow containers on a calm sea, seen from the side.",
        "A feeder ship inbound for Saravel Bay.",
        (0.45, 0.55),
    ),
    Picture(
        "storm",
        "Storm sea",
        "Rows of steep grey-green waves with white crests under dark clouds, rain falling in the distance.",
        "The Merrin Sea in an autumn gale.",
        (0.6, 0.6),
    ),
    Picture(
        "lighthouse",
        "Lighthouse at night",
        "A red and white lighthouse on a small rock island at night, its beam reaching across a starry sky.",
        "Outer Skerrow light, lit for the first time in 1868.",
        (0.34, 0.45),
    ),
    Picture(
        "kelp",
        "Kelp forest",
        "Long fronds of kelp under water with rays of light falling through them and a shoal of small fish.",
        "A kelp bed off Brindle Haven, nine metres down.",
        (0.62, 0.4),
    ),
    Picture(
        "gigs",
        "Two gigs racing",
        "Two six-oared rowing boats seen from above, one red and one yellow, racing across dark green water.",
        "Six oars and a cox: gigs on Saravel Bay.",
        (0.5, 0.6),
    ),
    Picture(
        "highland_road",
        "Highland road",
        "An empty road runs across a dry red plain towards mountains under an orange sky, telegraph poles beside it.",
        "The Kell road, the only paved way across the Tarsh Highlands.",
        (0.55, 0.6),
    ),
    Picture(
        "mist_mountains",
        "Mountains in mist",
        "Range behind range of blue mountains in morning mist, a red sun above, dark pines in the foreground.",
        "The Tarsh Highlands from the observers’ post at Sel.",
        (0.7, 0.4),
    ),
    Picture(
        "dam",
        "The Kell dam",
        "A high pale dam between two dark cliffs, white water falling from three of its seven gates.",
        "Three of seven gates open at the Kell dam.",
        (0.5, 0.55),
    ),
    Picture(
        "wind_turbines",
        "Wind turbines",
        "White wind turbines on green hills under a wide sky with a few flat clouds; sheep graze in front.",
        "The ridge above Lannick, where 62 turbines stand.",
        (0.35, 0.45),
    ),
    Picture(
        "river",
        "River from the air",
        "A river winds in wide loops between fields of green, yellow and sand, seen from the air.",
        "The lower Ardel below Dunmere.",
        (0.4, 0.6),
    ),
    Picture(
        "star_trails",
        "Observatory and star trails",
        "An observatory dome on a dark summit; the stars have drawn circles of light across the night sky.",
        "Four hours of sky above Mount Cael.",
        (0.35, 0.75),
    ),
    Picture(
        "terns",
        "Terns over shingle",
        "White terns with black caps and narrow wings fly over a shingle beach and a blue-green sea.",
        "Common terns over the Sandhouse spit.",
        (0.35, 0.4),
    ),
    Picture(
        "city_night",
        "Saravel at night",
        "A town at night with hundreds of lit windows under a full moon, a red bus driving along the river.",
        "The embankment after midnight.",
        (0.5, 0.7),
    ),
    Picture(
        "assembly",
        "The Assembly",
        "A parliament chamber from above: members sit in half circles of benches round the speaker’s desk.",
        "The chamber of the Assembly on Oldgate Hill.",
        (0.5, 0.6),
    ),
    Picture(
        "hill_village",
        "Village on a hill",
        "New houses with bright roofs on a green slope; below them a church tower and two houses stand in the water.",
        "High Hanna, with what is left of Low Hanna below it.",
        (0.7, 0.5),
    ),
    Picture(
        "silo_library",
        "The silo library",
        "Six tall grain silos in evening light, four of them cut open to show shelves full of books.",
        "The former grain silos on Tannery Row.",
        (0.5, 0.6),
    ),
    Picture(
        "cinema",
        "Cinema",
        "An audience seen from behind in a dark cinema; on the screen an orange sunset over mountains.",
        "Opening night in the old fish market.",
        (0.5, 0.4),
    ),
    Picture(
        "football",
        "Football pitch from above",
        "A football pitch from straight above, players in red and dark blue throwing long shadows.",
        "Sandhouse Road, where Saravel Athletic play.",
        (0.6, 0.5),
    ),
    Picture(
        "ballot_box",
        "Ballot box",
        "A yellow ballot box with a padlock on a table, a ballot paper half-way into its slot.",
        "Saravel votes on 61 council seats in the spring.",
    ),
    Picture(
        "rain_window",
        "Rain on a window",
        "Raindrops on a window at evening, blurred lights outside, a steaming cup and three books on the sill.",
        "Another warning, another evening indoors.",
        (0.7, 0.6),
    ),
    Picture(
        "laboratory",
        "Laboratory",
        "A laboratory bench with flasks of red, blue and yellow liquid, a burner and racks of test tubes.",
        "The water laboratory of the General Hospital.",
    ),
    Picture(
        "books",
        "Piles of books under a lamp",
        "Three tall piles of books on a table in the light of a red desk lamp, a cup on top of the first.",
        "What the reviewers had before them this season.",
        (0.55, 0.6),
    ),
    Picture(
        "concert",
        "The foghorn on the quay",
        "A large red horn on a quay beside a small white house; rings of sound spread over the sea to two trawlers.",
        "The foghorn at Brindle Haven, built in 1911.",
        (0.4, 0.55),
    ),
    Picture(
        "long_table",
        "A long table",
        "A long table with empty chairs on both sides, papers and glasses laid out, a map in the middle.",
        "The map room in the Customs House, where the talks were held.",
        (0.5, 0.7),
    ),
    Picture(
        "tide",
        "Moon and tide curve",
        "A full moon over a calm sea; a red curve of rising and falling tides is drawn across the water.",
        "A month of tides at Saravel, highest two days after the full moon.",
        (0.65, 0.5),
    ),
    Picture(
        "freight",
        "A chart of containers",
        "Columns of coloured containers of falling height like a chart, a line drawn over their tops.",
        "Twelve quarters of freight rates.",
    ),
]
