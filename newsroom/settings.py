"""Settings, read from the environment with strict parsing.

Every setting is documented where it is read and listed in docs/operations.md. A value that
cannot be parsed stops the start with a message; a value that parses but is unsafe is found by
the system checks in newsroom/checks.py.
"""

from pathlib import Path
from urllib.parse import urlsplit

from environs import env

from newsroom.secret_key import read_or_create_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

# What the running site writes: the SQLite database, uploads, the generated secret key.
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))

# Tracebacks in the browser. Never on a machine that others can reach.
DEBUG = env.bool("DEBUG", False)

# The address readers type. Its host is allowed, and https here switches on HSTS and secure cookies.
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
SITE_IS_LOCAL = _site.hostname in {"127.0.0.1", "localhost", "::1"}
SITE_IS_TLS = _site.scheme == "https"

# Further host names, comma-separated; the host of SITE_URL is always allowed.
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", []) + [_site.hostname or ""]
if SITE_IS_LOCAL:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]

# Signs sessions, password resets and comment forms. SECRET_KEY_FILE names a file that holds it;
# without either, a key is generated once and kept in DATA_DIR, readable by its owner only.
SECRET_KEY = env.str("SECRET_KEY", "") or read_or_create_secret_key(
    Path(env.str("SECRET_KEY_FILE", str(DATA_DIR / "secret_key")))
)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])

INSTALLED_APPS = [
    "newsroom",
    "wordpress",
    "comments",
    "articles",
    "authors",
    "masthead",
    "richtext",
    "images",
    "redirects",
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
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "newsroom.middleware.permissions_policy",
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

# SQLite in DATA_DIR, or postgres://user:password@host/name through psycopg 3 and its pool.
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'newsroom.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers never wait for a writer (WAL); a writer takes its lock at once (IMMEDIATE), so that
    # two of them queue for up to 20 seconds where they would otherwise fail half-way.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA cache_size=-16000;",
        }
    )
else:
    # DATABASE_POOL_SIZE: connections that one worker process holds at most.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {"pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", 8), "timeout": 10}}
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The language and time zone that hold until the newsroom chooses its own in the site settings.
LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# Uploaded pictures. MEDIA_URL may be the address of a CDN.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(DATA_DIR / "media")))
MEDIA_URL = env.str("MEDIA_URL", "/media/")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# smtp://user:password@host:port, smtps:// or submission:// (STARTTLS); by default mail is printed.
vars().update(
    (name, value)
    for name, value in env.dj_email_url("EMAIL_URL", "console:").items()
    if name.startswith("EMAIL_")
)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"newsroom@{_site.hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

SITE_ID = 1
TAGGIT_CASE_INSENSITIVE = True
