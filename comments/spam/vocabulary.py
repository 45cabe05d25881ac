"""The kinds of words that calls to action are made of, in English."""

_WORDS = """
look: check checkout visit click tap watch view see look find discover listen go come browse read
join: subscribe sub subs subscribed subscriber subscribers follow join register signup sign share
    like rate vote donate support promote download install order buy add contact message dm inbox
    email call text whatsapp telegram thumbs
thing: channel channels video videos vid vids page website site blog profile facebook fb instagram
    insta twitter tumblr soundcloud youtube playlist album mixtape cover covers remix song songs
    music track link links app store shop product products service group server stream upload
    uploads
own: my our mine ours
self: i im i'm me we i've ive i'll
you: you your u ur yours yourself
please: please pls plz plzz kindly help
crowd: guys everyone everybody people hey hello hi friends folks dear all anyone
money: free money cash earn earning earnings income profit profits invest investment win won prize
    gift giveaway dollars rich loan loans credit bonus discount cheap price deal deals sale offer
    offers bitcoin crypto trading forex casino bet betting slots poker rewards paid pay reward
now: now today here instantly asap immediately tonight
drug: viagra cialis pills pharmacy weight diet keto cbd prescription medication
romance: sex sexy dating singles nude cam hookup girls webcam porn
"""
GROUP_OF: dict[str, str] = {}
for _line in _WORDS.strip().replace("\n    ", " ").splitlines():
    _group, _, _members = _line.partition(": ")
    GROUP_OF |= {word: _group for word in _members.split() if word not in GROUP_OF}

# Kinds that say more together than each alone.
PARTNERS = [
    ("own", "thing"),
    ("look", "thing"),
    ("join", "thing"),
    ("join", "own"),
    ("look", "own"),
    ("please", "join"),
    ("please", "look"),
    ("crowd", "look"),
    ("crowd", "join"),
    ("self", "thing"),
    ("money", "look"),
    ("money", "you"),
    ("look", "now"),
]

# Ends of the names of hosts, as alternatives of a regular expression.
TOP_LEVELS = (
    "com|net|org|info|biz|tv|me|ly|be|io|ru|cn|co|us|uk|de|to|gl|xyz|top|"
    "shop|online|site|club|app|gd|pk|in|eu|fm|cc|vu|vip|live|win|bet|link|pro|"
    "space|store|fun|icu"
)

# What kinds of places the hosts of addresses are.
_HOSTS = """
video: youtu.be youtube.com vimeo.com dailymotion.com
social: facebook.com fb.com twitter.com x.com instagram.com vk.com tumblr.com soundcloud.com twitch.tv
    plus.google.com reverbnation.com bandcamp.com tiktok.com pinterest.com linkedin.com myspace.com
    ask.fm spotify.com open.spotify.com
shop: amazon.com ebay.com etsy.com itunes.apple.com play.google.com barnesandnoble.com aliexpress.com
    zazzle.com redbubble.com teespring.com
begging: kickstarter.com indiegogo.com gofundme.com change.org avaaz.org causes.com patreon.com
    paypal.me thepetitionsite.com
short: bit.ly goo.gl tinyurl.com adf.ly ow.ly t.co is.gd linkbucks.com
"""
KIND_OF_HOST: dict[str, str] = {}
for _line in _HOSTS.strip().replace("\n    ", " ").splitlines():
    _kind, _, _members = _line.partition(": ")
    KIND_OF_HOST |= dict.fromkeys(_members.split(), _kind)
