"""Settings, read from the environment with strict parsing.

Every setting is documented where it is read and listed in docs/operations.md. Each can also be
given as NAME_FILE, the path of a file that holds it. A value that cannot be parsed stops the start
with a message (newsroom/environment.py); a value that parses but is unsafe is found by the system
checks in newsroom/checks.py.
"""

from pathlib import Path

from newsroom.content_security import ADMIN_POLICY, origin, public_policy
from newsroom.databases import replica_of
from newsroom.edges import edges
from newsroom.environment import Environment
from newsroom.secret_key import read_or_create_secret_key
from richtext import extensions as richtext_extensions

env = Environment()
LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"]

BASE_DIR = Path(__file__).resolve().parent.parent

# What the running site writes: the SQLite database, uploads, the generated secret key.
DATA_DIR = env.made_folder("DATA_DIR", BASE_DIR / "var", base=BASE_DIR)

# Whether `make run` fills an empty site on this machine with the demo newspaper.
DEMO = env.flag("DEMO", True)

# Tracebacks in the browser. Never on a machine that others can reach.
DEBUG = env.flag("DEBUG")

# The address readers type. Its host is allowed, and https here switches on HSTS and secure cookies.
# PORT: what `make run` serves on, and part of the address as long as SITE_URL is not set.
PORT = env.number("PORT", 8000, at_least=1)
_site = env.site_url("SITE_URL", f"http://127.0.0.1:{PORT}")
SITE_URL = _site.geturl()
SITE_IS_LOCAL = _site.hostname in {"127.0.0.1", "localhost", "::1"}
SITE_IS_TLS = _site.scheme == "https"

# Serve a public site without TLS, as in an intranet. Passwords then travel in the clear.
ALLOW_HTTP = env.flag("ALLOW_HTTP")

# Further host names, comma-separated; the host of SITE_URL is always allowed.
_host = f"[{_site.hostname}]" if ":" in _site.hostname else _site.hostname
ALLOWED_HOSTS = [*env.hosts("ALLOWED_HOSTS"), _host]
if SITE_IS_LOCAL:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]

# Addresses or networks of the reverse proxies in front, comma-separated, such as 127.0.0.1 or
# 10.0.0.0/8, or `unix` for a socket. Only what they say of the reader's address and of TLS counts.
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")

# For deploy/gunicorn.conf.py, which reads them itself: gunicorn serves nobody with 0 processes, and
# says of a word only where in its code it stood.
env.number("WEB_CONCURRENCY", 2, at_least=1)
env.number("GUNICORN_THREADS", 4, at_least=1)

# Signs sessions, password resets and comment forms. Without it, a key is generated once and kept in
# DATA_DIR, readable by its owner only.
SECRET_KEY = env.text("SECRET_KEY") or read_or_create_secret_key(DATA_DIR / "secret_key")
# Keys that were in use before, comma-separated: what they signed stays good.
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS")

INSTALLED_APPS = [
    "newsroom",
    "wordpress",
    "comments",
    "readership",
    "articles",
    "authors",
    "masthead",
    "richtext",
    "images",
    "redirects",
    "search",
    "pagecache",
    "django_prose_editor",
    "taggit",
    "newsroom.admin_apps.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.flatpages",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "newsroom.proxies.trusted_proxies",
    "newsroom.health.health",
    "readership.beacon.Beacon",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "newsroom.middleware.permissions_policy",
    "newsroom.middleware.AdminContentSecurity",
    "newsroom.api.guard.Guard",
    "newsroom.middleware.bounded_requests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "masthead.middleware.site_settings",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "redirects.middleware.old_addresses",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "masthead.context_processors.site",
            ],
        },
    },
]

# SQLite in DATA_DIR, or postgres://user:password@host/name through psycopg 3 and its pool. Of several
# hosts, as in host1,host2:5433, that one is used which takes changes.
DATABASES = {"default": env.database("DATABASE_URL", default=DATA_DIR / "newsroom.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers never wait for a writer (WAL); a writer takes its lock at once (IMMEDIATE), so that
    # two of them queue for up to 20 seconds where they would otherwise fail half-way.
    DATABASES["default"]["OPTIONS"] |= {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA cache_size=-16000;",
    }
    # Opening the file costs more than most queries; each thread keeps its connection, in seconds.
    DATABASES["default"]["CONN_MAX_AGE"] = 600
else:
    # DATABASE_POOL_SIZE: connections that one worker process holds at most. A worker's threads are
    # fewer, so that nobody waits for a connection (`timeout`, seconds) unless the database is away.
    # Attempts to reconnect come ever more slowly: those of the last two seconds count, then the next
    # reader begins anew, and is served as soon as the database is back.
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.number("DATABASE_POOL_SIZE", 8, at_least=1),
        "timeout": 3,
        "reconnect_timeout": 2,
    }
    # A connection that broke while it lay in the pool is replaced before it is used.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Behind PgBouncer in transaction mode: its connections keep no cursor and no prepared statement.
    if env.flag("DATABASE_PGBOUNCER"):
        DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
        DATABASES["default"]["OPTIONS"]["prepare_threshold"] = None
# A standby of PostgreSQL, from which pages for readers are made as long as it is as new as the page
# cache has to be; so that needs the page cache.
if env.text("DATABASE_REPLICA_URL"):
    DATABASES["replica"] = replica_of(
        DATABASES["default"], env.database("DATABASE_REPLICA_URL", default=DATA_DIR)
    )
    DATABASE_ROUTERS = ["pagecache.replica.Router"]

# Memory in which each worker process keeps finished pages, so that they are answered before Django is
# entered. 0 switches that off, and so does DEBUG: a template that was changed shows at once.
PAGE_CACHE_SIZE = 0 if DEBUG else env.number("PAGE_CACHE_MB", 64) * 1024 * 1024

# Shared caches in front of the site that keep its pages and are told at once what to drop: servers
# of Varnish and of nginx by their addresses, comma-separated, with the secret that they ask for, a zone
# of Cloudflare, a service of Fastly, with a token of their API. Without any, only we keep pages.
PAGE_CACHE_EDGES = edges(
    PAGE_CACHE_SIZE,
    PURGE_VARNISH=env.addresses("PURGE_VARNISH"),
    PURGE_VARNISH_SECRET=env.text("PURGE_VARNISH_SECRET"),
    PURGE_NGINX=env.addresses("PURGE_NGINX"),
    PURGE_NGINX_SECRET=env.text("PURGE_NGINX_SECRET"),
    PURGE_CLOUDFLARE_ZONE=env.text("PURGE_CLOUDFLARE_ZONE"),
    PURGE_CLOUDFLARE_TOKEN=env.text("PURGE_CLOUDFLARE_TOKEN"),
    PURGE_FASTLY_SERVICE=env.text("PURGE_FASTLY_SERVICE"),
    PURGE_FASTLY_TOKEN=env.text("PURGE_FASTLY_TOKEN"),
)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The language and time zone that hold until the newsroom chooses its own in the site settings.
LANGUAGE_CODE = env.language("LANGUAGE_CODE", "en")
TIME_ZONE = env.time_zone("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# Uploaded pictures. MEDIA_URL may be the address of a CDN.
MEDIA_ROOT = env.folder("MEDIA_ROOT", DATA_DIR / "media", base=BASE_DIR)
MEDIA_URL = env.prefix("MEDIA_URL", "/media/")
# Pictures that readers may not see any more. No web server may serve this folder.
WITHHELD_ROOT = env.folder("WITHHELD_ROOT", DATA_DIR / "withheld", base=BASE_DIR)
# What an uploaded picture may have: bytes, and pixels (width times height). A JPEG may have all of
# IMAGE_MAX_PIXELS, any other format half as many. Decoding takes up to ten bytes of memory for each
# of IMAGE_MAX_PIXELS, in one upload at a time for each worker process.
IMAGE_MAX_BYTES = env.number("IMAGE_MAX_BYTES", 30_000_000, at_least=1)
IMAGE_MAX_PIXELS = env.number("IMAGE_MAX_PIXELS", 70_000_000, at_least=2)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Uploads are readable by the web server in front. Only what staff send is larger than a form.
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# Bytes of a whole request, uploads included; what is larger is refused before it is read.
REQUEST_MAX_SIZE = env.number("REQUEST_MAX_MB", 64, at_least=1) * 1024 * 1024

# The mail server: submission://user:password@host:587 (STARTTLS), smtps:// (TLS) or smtp://.
# By default mail is printed.
vars().update(env.mail("EMAIL_URL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"newsroom@{_site.hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# A key of Akismet asks that service too about comments of people whom moderators do not know yet.
# It is then sent what they wrote, their name, website, network address and browser.
AKISMET_KEY = env.text("AKISMET_KEY").strip()

# What the program asks of other servers (pings, webhooks) goes to public addresses only. Networks of
# our own that may be asked all the same, comma-separated, such as 10.1.2.3 or 10.1.0.0/16.
OUTGOING_NETWORKS = [one for one in env.networks("OUTGOING_NETWORKS") if one != "unix"]

# Questions a minute that all processes of a machine answer one network in the API.
API_A_MINUTE = env.number("API_A_MINUTE", 120, at_least=1)
# Origins whose scripts may read the API, comma-separated, such as https://app.example.org; * for all.
API_ORIGINS = env.origins("API_ORIGINS")

# Browsers keep to https for a year, once they have seen it. HSTS_SECONDS=0 switches that off.
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 365 * 24 * 3600) if SITE_IS_TLS else 0
# For every subdomain too, which may well be served by others.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_IS_TLS and env.flag("HSTS_INCLUDE_SUBDOMAINS")
# Only a proxy knows whether the reader came by TLS: without a trusted one, sending readers on
# would go round in circles.
SECURE_SSL_REDIRECT = SITE_IS_TLS and bool(TRUSTED_PROXIES)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# The origin alone, to other hosts: some videos do not play for readers who come from nowhere.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-session" if SITE_IS_TLS else "session"
SESSION_COOKIE_SECURE = SITE_IS_TLS
CSRF_COOKIE_NAME = "__Host-csrf" if SITE_IS_TLS else "csrf"
CSRF_COOKIE_SECURE = SITE_IS_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "newsroom.kept_forms.csrf_failure"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": public_policy(media=origin(MEDIA_URL))}
ADMIN_CONTENT_SECURITY_POLICY = ADMIN_POLICY
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains, and
    "security.W021",  # HSTS preloading bind hosts that are not ours to bind.
    "security.W009",  # newsroom.E004 says more of the secret key.
]

# Errors and warnings go to stderr. No line names a reader: no address, no query, no form.
# LOG_LEVEL: DEBUG, INFO, WARNING or ERROR.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "filters": {
        # 501 is said to who asks by a method, or for a format, that no page has: no fault of ours.
        "faults": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", None) != 501,
        },
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": env.choice("LOG_LEVEL", "WARNING", LOG_LEVELS)},
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET"},
        # A missing page is no trouble of ours.
        "django.request": {"level": "ERROR", "filters": ["faults"]},
        # Django leaves it to the server to send no page to who asks for its headers alone.
        "gunicorn.http.wsgi": {"level": "ERROR"},
        # Anybody can send a wrong host, a forged form, too many fields; they are told so.
        "django.security": {"handlers": ["nowhere"], "propagate": False},
    },
}

SITE_ID = 1
TAGGIT_CASE_INSENSITIVE = True
DJANGO_PROSE_EDITOR_EXTENSIONS = richtext_extensions.OWN_EXTENSIONS
DJANGO_PROSE_EDITOR_MENU_GROUPS = richtext_extensions.MENU_GROUPS
