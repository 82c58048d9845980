"""All settings, in one file. Safe when nothing is set: https only, DEBUG off.

What the environment can set:

ALLOWED_HOSTS  host names, separated by commas (localhost,127.0.0.1).
BEHIND_PROXY   true or false (false). True when every request comes through one proxy of ours that
               writes the reader's address into X-Forwarded-For: rate limits go by that address.
DATABASE_URL   such as postgres://user@host/name. Without it, SQLite in .local/.
DEBUG          true or false (false). For work on the code, together with LOCAL_HTTP.
DISK_FULL_PERCENT  0 to 100 (90). With SQLite, nothing new is kept while the disk of its file is
               fuller than this; tips are shown all the same. 0: until there is no room at all.
LOCAL_HTTP     true or false (false). Plain http on this machine; `make run` sets it.
NEW_ROWS_A_DAY  a number (20000). So many new results and lists are kept a day, counted by each
               worker for itself from midnight UTC; then tips are shown and not kept. Of it a home
               has 1%, and the networks around it 5% and 25%. 0: no end.
PROMETHEUS_MULTIPROC_DIR  a folder for counters. With it, /metrics shows them to this machine.
SECRET_KEY     50 random characters or more.
SERVER_KEYS    1:base64,2:base64 of 32 random bytes each; the highest number seals, all open.
               2:base64:opens only opens: what a new key is on every machine before it seals on one.
SITE_ADDRESS   such as https://thread.example, without a slash at the end: what canonical addresses
               and the site map begin with. Without it, the first of ALLOWED_HOSTS.

SECRET_KEY, SERVER_KEYS and DATABASE_URL can come from a file instead: SERVER_KEYS_FILE names it.
On this machine (LOCAL_HTTP) `make run` makes the two keys where they are missing, and keeps them in
.local/. For readers they must be set: the server does not start without (gutskin/wsgi.py).
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import dj_database_url
from csp.constants import NONE, SELF

from gutskin.local_secrets import LOCAL_DIR as LOCAL_DIR
from gutskin.local_secrets import new_secret_key, new_server_keys
from habits.store.sealing import parse_keys

BASE_DIR = Path(__file__).resolve().parent.parent
# Plain http is for these alone.
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


def refuse(sentence: str) -> NoReturn:
    """End with one plain sentence. An exception would bury it under a page of traceback."""
    sys.exit(sentence)


def env_bool(name: str, default: bool = False) -> bool:
    """A yes or no from the environment; nonsense is refused rather than guessed at."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return value in {"1", "true", "yes", "on"} if value else default
    refuse(f"{name} is {value!r}. Set it to true or false.")


def env_number(name: str, default: int, most: int) -> int:
    """A whole number from 0 to `most` from the environment."""
    value = os.environ.get(name, "").strip()
    with suppress(ValueError):
        if 0 <= (number := int(value or default)) <= most:
            return number
    refuse(f"{name} is {value!r}. Set it to a whole number from 0 to {most}.")


def env_list(name: str, default: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def env_secret(name: str) -> str:
    """A secret from the environment, or from the file that NAME_FILE names; "" when there is none.

    systemd and Docker hand secrets over as files, which other processes cannot read.
    """
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return os.environ.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        refuse(f"{name}_FILE names {path}, and that cannot be read.")


def own_secret(name: str, temporary: Callable[[], str]) -> str:
    """The secret that was set, or the one that `make run` made for this machine.

    Without both, one for this process alone, for work on this machine that seals nothing.
    """
    if value := env_secret(name):
        return value
    GENERATED_SECRETS.append(name)
    path = LOCAL_DIR / name.lower()
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        pass
    except OSError:
        refuse(f"{name} is not set, and {path} cannot be read.")
    if not LOCAL_HTTP:
        refuse(f"Set {name} to serve readers. LOCAL_HTTP=true tries the app on this machine.")
    TEMPORARY_SECRETS.append(name)
    return temporary()


# Secrets that nobody set: the server refuses to serve readers with them. And of these, the ones of
# this process alone, with which it does not start.
GENERATED_SECRETS: list[str] = []
TEMPORARY_SECRETS: list[str] = []
DEBUG = env_bool("DEBUG")
LOCAL_HTTP = env_bool("LOCAL_HTTP")
BEHIND_PROXY = env_bool("BEHIND_PROXY")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1")
SECRET_KEY = own_secret("SECRET_KEY", new_secret_key)
# Kept apart from the database and its backups: together with a person's code they open a result.
try:
    SERVER_KEYS = parse_keys(own_secret("SERVER_KEYS", new_server_keys))
except ValueError as error:
    refuse(str(error))
SITE_NAME = "Thread"
# Never taken from a request: whoever sends one chooses its Host.
SITE_ADDRESS = os.environ.get("SITE_ADDRESS") or "{}://{}".format(
    "http" if LOCAL_HTTP else "https", (ALLOWED_HOSTS or ["localhost"])[0].lstrip(".*")
)

if len(SECRET_KEY) < 50:
    refuse(
        "SECRET_KEY is shorter than 50 characters. Set a longer one, or delete .local/secret_key."
    )
if len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("django-insecure-"):
    refuse("SECRET_KEY can be guessed. Set 50 random characters or more.")
if DEBUG and not LOCAL_HTTP:
    refuse("DEBUG shows the insides of the server to readers. Take it away.")
if LOCAL_HTTP and not LOCAL_HOSTS.issuperset(ALLOWED_HOSTS):
    refuse("LOCAL_HTTP is plain http, for this machine alone. Take it away to serve other hosts.")

# No admin, auth, sessions or messages: there are no accounts, so there is nothing to log in to.
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_htmx",
    "crispy_forms",
    "habits",
]

MIDDLEWARE = [
    # Before anything else can read a cookie.
    "habits.site.middleware.own_cookies_only",
    "habits.site.metrics.count_responses",
    "habits.site.padding.pad",
    # What adds headers comes before what answers by itself: redirects to https, static files.
    "habits.site.middleware.headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "habits.site.middleware.own_forms_only",
    "habits.site.middleware.no_cookie_twice",
    "django.middleware.csrf.CsrfViewMiddleware",
    "habits.site.middleware.own_pages_first",
    "django_htmx.middleware.HtmxMiddleware",
]
if DEBUG:
    MIDDLEWARE.insert(0, "habits.reloading.keep_nothing")

ROOT_URLCONF = "gutskin.urls"
WSGI_APPLICATION = "gutskin.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["habits.site.context_processors.site"]},
    }
]

CRISPY_TEMPLATE_PACK = "crispy"
CRISPY_ALLOWED_TEMPLATE_PACKS = "crispy"
# Its default drops a field with a wrong name without a word.
CRISPY_FAIL_SILENTLY = False

try:
    DATABASES = {
        "default": dj_database_url.parse(
            env_secret("DATABASE_URL") or f"sqlite:///{LOCAL_DIR / 'gutskin.sqlite3'}",
            conn_max_age=None,
        )
    }
except ValueError:
    refuse("DATABASE_URL is not an address of a database, such as postgres://user@host/name.")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # FULL: what was answered as saved survives a power cut. IMMEDIATE: no lost update.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        # Seconds. A page that cannot save says so; nobody waits long for it.
        "timeout": 5,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
        ),
    }

elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # psycopg's pool keeps the connections; Django must not keep them as well.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # After the database was away, a connection of the pool is tried before it is used.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Behind pgbouncer the next statement can go over another connection.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": 8,
        "timeout": 5,
    }

LANGUAGE_CODE = "en-gb"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = LOCAL_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Hashed names never change their content.
WHITENOISE_MAX_AGE = 0 if DEBUG else 31_536_000
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Someone who floods us, or a disk that others fill, must not take the room of what is kept already.
DISK_FULL_PERCENT = env_number("DISK_FULL_PERCENT", 90, most=100)
# A row takes about 5 KB: with four workers, some 400 MB a day at most.
NEW_ROWS_A_DAY = env_number("NEW_ROWS_A_DAY", 20_000, most=1_000_000)

# Nothing that anyone sends us is large. One form takes a file (habits/site/uploads.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 1
# With all around it still less than nginx lets through (deploy/nginx.conf).
FILE_UPLOAD_MAX_MEMORY_SIZE = 120 * 1024
FILE_UPLOAD_HANDLERS = ["habits.site.uploads.InMemory"]

SECURE_SSL_REDIRECT = not LOCAL_HTTP
# Asked by what watches over the server, from beside it.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 0 if LOCAL_HTTP else 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Not no-referrer: with it browsers send "Origin: null" and every form answers 403.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A browser drops a Secure cookie over plain http, and __Host- asks for Secure.
COOKIE_PREFIX = "" if LOCAL_HTTP else "__Host-"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = not LOCAL_HTTP
CSRF_COOKIE_HTTPONLY = True
# Not Strict, as all others are: it would not come with a link followed from elsewhere, the answer
# would put a new one in its place, and every form that is open in another tab would be refused. It
# is worth nothing to another site, whose forms come without it, and own_forms_only() refuses those.
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "habits.site.errors.csrf_failure"
# "token" in the name: Django's error reports mask such a cookie.
DRAFT_COOKIE_NAME = f"{COOKIE_PREFIX}draft_token"
ALARM_COOKIE_NAME = f"{COOKIE_PREFIX}alarm_token"
SAVED_COOKIE_NAME = f"{COOKIE_PREFIX}saved_key"
OPEN_COOKIE_NAME = f"{COOKIE_PREFIX}open_key"
TYPED_COOKIE_NAME = f"{COOKIE_PREFIX}typed_key"
DISPLAY_COOKIE_NAME = f"{COOKIE_PREFIX}display"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Answers must never reach a log: one line an error, without request, arguments or text.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"bare": {"()": "habits.site.logs.BareFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "bare"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # It warns of every answer to HEAD, whose body it drops, as Django expects it to.
        "gunicorn.http": {"level": "ERROR"},
        "": {"handlers": ["stderr"], "level": "WARNING"},
    },
}
