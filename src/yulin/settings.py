"""Django's settings. Whatever differs between installations comes from the environment.

| variable | meaning | when absent |
|---|---|---|
| `DATABASE_URL` | a PostgreSQL address | this checkout's own server, see `yulin.devserver` |
| `YULIN_SECRET_KEY` | signs sessions; the same on every web process | made once, in `var/` |
| `YULIN_KEYS` | the file of the keys that seal numbers (see `manage.py rotate_keys`) | `var/keys.json` |
| `YULIN_SEALING` | `international` (AES-256-GCM) or `national` (SM4-GCM) | international |
| `YULIN_OIDC_ISSUER` | the address of the single sign-on for citizens | none: there is none |
| `YULIN_OIDC_CLIENT_ID` | as what it knows this site | yulin |
| `YULIN_OIDC_CLIENT_SECRET` | what both know; rather in a file, named by `…_SECRET_FILE` | none |
| `YULIN_OIDC_NAME` | what people call it | 统一身份认证 |
| `YULIN_OIDC_SCOPE` | what it is asked for | openid profile identity |
| `YULIN_OIDC_NUMBER_CLAIM` | the claim with the number of an identity document | id_number |
| `YULIN_OIDC_NAME_CLAIM` | the claim with a name | name |
| `YULIN_ROW_SECURITY` | requests act as `yulin_web`, whom row policies bind | on |
| `YULIN_SOURCE_NETWORKS` | comma-separated networks that sources may be asked in, besides public addresses | none; in a demo this machine |
| `YULIN_SOURCE_FOLDERS` | comma-separated folders that departments drop files (or have a socket) in | none; in a demo its own |
| `YULIN_DEMO` | one-click sign-in as a demo account, no https | off |
| `YULIN_HOSTS` | comma-separated host names the site answers to | this machine |
| `YULIN_HTTPS` | send everyone to https, secure cookies | on, unless demo |
| `YULIN_BEHIND_PROXY` | believe the proxy's X-Forwarded-Proto and the last X-Forwarded-For | off |
| `YULIN_VAR` | folder for what the program writes | `var/` in the checkout |
| `YULIN_POLICIES` | folder of the policy documents | `policies/` in the checkout |
| `YULIN_DIVISIONS` | a CSV of all administrative divisions, besides those that are shipped | the shipped ones |
| `YULIN_ENCODER` | folder of a language model that matching asks as well (ONNX or sentence-transformers) | none |
| `YULIN_STATIC_MANIFEST` | static files get names with a hash (needs `collectstatic`) | on |
| `YULIN_KEEP_DAYS_OF_RUNS` | after so many days a run that nothing refers to is forgotten | 1100 |
| `YULIN_DEBUG` | Django's debug pages; never on a real site | off |
| `YULIN_POSTGRES_PROFILE` | which own server: `demo` or `test` | demo |
| `YULIN_TEST_DATABASE` | the name of the tests' database | one for each run |
| `YULIN_HYPOTHESIS` | `nightly`: tests try many and new examples, with all threads | the same few, with one |
"""

import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from csp.constants import NONE, SELF

from yulin.devserver.address import database, is_own
from yulin.devserver.paths import VAR
from yulin.devserver.secret import secret_key

PACKAGE = Path(__file__).resolve().parent


def _flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    return default if value == "" else value in {"1", "true", "yes", "on"}


def _listed(name: str) -> list[str]:
    return [one.strip() for one in os.environ.get(name, "").split(",") if one.strip()]


def secret_of(name: str) -> str:
    """A secret, or what the file named by `…_FILE` holds: it need not stand in the environment."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, "")


# --- What this installation is -------------------------------------------------------------------

DEBUG = _flag("YULIN_DEBUG", default=False)
YULIN_DEMO = _flag("YULIN_DEMO", default=False)
YULIN_VAR = VAR
YULIN_POLICIES = Path(os.environ.get("YULIN_POLICIES") or PACKAGE.parents[1] / "policies")

#: a language model of the site's own; nothing is downloaded
YULIN_ENCODER = Path(os.environ["YULIN_ENCODER"]) if os.environ.get("YULIN_ENCODER") else None

SECRET_KEY = os.environ.get("YULIN_SECRET_KEY") or secret_key(VAR / "secret_key")
YULIN_KEYS = Path(os.environ.get("YULIN_KEYS") or VAR / "keys.json")
# With a server of its own a checkout makes keys for itself; a real site is given them.
YULIN_KEYS_MADE_HERE = YULIN_DEMO or is_own(os.environ)
YULIN_SEALING = os.environ.get("YULIN_SEALING") or "international"
ALLOWED_HOSTS = os.environ.get("YULIN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

# --- Parts ---------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",  # before staticfiles: static files go one way everywhere
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "rules",
    # ours, in import order, lowest first
    "yulin.access",
    "yulin.registry",
    "yulin.intake",
    "yulin.programmes",
    "yulin.entitlements",
    "yulin.sources",
    "yulin.ledger",
    "yulin.jobs",
    "yulin.events",
    "yulin.campus",
    "yulin.helping",
    "yulin.services",
    "yulin.control",
    "yulin.rights",
    "yulin.web",
    "yulin.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yulin.access.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

# Row policies bind requests too (docs/decisions/0057).
if _flag("YULIN_ROW_SECURITY", default=True):
    MIDDLEWARE.insert(
        MIDDLEWARE.index("yulin.access.middleware.SecondFactorMiddleware") + 1,
        "yulin.access.row_security.RowSecurityMiddleware",
    )

ROOT_URLCONF = "yulin.urls"
WSGI_APPLICATION = "yulin.wsgi.application"
ASGI_APPLICATION = "yulin.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database and background work ----------------------------------------------------------------

DATABASES = {"default": database(os.environ)}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_WORKER_DEFAULTS = {"concurrency": 1, "delete_jobs": "never"}

# --- People --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "access.User"
SESSION_ENGINE = "yulin.access.sessions"
AUTHENTICATION_BACKENDS = ["yulin.access.backends.AccountBackend"]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "yulin.access.passwords.ByRoleValidator"},
    *(
        {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
        for name, options in (
            (
                "UserAttributeSimilarityValidator",
                {"user_attributes": ("username", "display_name")},
            ),
            ("CommonPasswordValidator", {}),
            ("NumericPasswordValidator", {}),
        )
    ),
]
# Decision 0052: 等保 for those who work here, OWASP ASVS for everybody else.
YULIN_PASSWORD_RULES = {
    "staff": {"shortest": 10, "kinds": 3, "days": 90, "remembered": 5},
    "public": {"shortest": 10},
}
YULIN_IDLE_STAFF = timedelta(minutes=15)
YULIN_IDLE_PUBLIC = timedelta(minutes=30)
YULIN_LOCK_AFTER = 5  # failures, of an account or from an address
YULIN_LOCK_FOR = timedelta(minutes=15)
YULIN_SET_UP_CODE_LASTS = timedelta(days=3)
YULIN_DISABLED_AFTER = timedelta(days=90)  # nobody has signed in

# The government's single sign-on (OpenID Connect); off where no issuer is named.
YULIN_OIDC = {
    "issuer": os.environ.get("YULIN_OIDC_ISSUER", "").rstrip("/"),
    "client_id": os.environ.get("YULIN_OIDC_CLIENT_ID", "yulin"),
    "client_secret": secret_of("YULIN_OIDC_CLIENT_SECRET"),
    "name": os.environ.get("YULIN_OIDC_NAME", "统一身份认证"),
    "scope": os.environ.get("YULIN_OIDC_SCOPE", "openid profile identity"),
    # the claims that hold the number on somebody's identity document, and their name
    "number_claim": os.environ.get("YULIN_OIDC_NUMBER_CLAIM", "id_number"),
    "name_claim": os.environ.get("YULIN_OIDC_NAME_CLAIM", "name"),
    # level of assurance by the provider's `acr`, and the lowest that opens an account:
    # 1 a telephone number, 2 real name checked, 3 face checked
    "levels": {"1": 1, "2": 2, "3": 3},
    "lowest_level": 2,
}

# --- Language and time ---------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]

# --- Security ------------------------------------------------------------------------------------

# Nothing inline and nothing from elsewhere: a script slipped into a field has nowhere to run.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # data: is for small pictures inside our own style sheets
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}

HTTPS = _flag("YULIN_HTTPS", default=not (YULIN_DEMO or DEBUG))
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # a browser's preload list is the domain owner's choice
YULIN_BEHIND_PROXY = _flag("YULIN_BEHIND_PROXY", default=False)
if YULIN_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(hours=8).total_seconds())  # a working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True  # forms and htmx take the token from the page
CSRF_COOKIE_SAMESITE = "Lax"

# --- The interface for programs --------------------------------------------------------------------

YULIN_API_PER_MINUTE = 120  # requests of a token, of an account, of a visitor's address

# --- Money ---------------------------------------------------------------------------------------

YULIN_ACCOUNT_HOLD = 3  # working days before a changed account is paid to
YULIN_OBJECTION_DAYS = 30  # working days in which an objection to what was told is taken
YULIN_OBJECTION_ANSWER_DAYS = 15  # working days in which an objection is answered
YULIN_MINUTE_ABOVE = Decimal("200000.00")  # yuan of a batch that a meeting must have decided on
YULIN_ANSWER_DAYS = 10  # working days in which somebody may answer what was found about them

# --- Files ---------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_USE_FINDERS = DEBUG or not _flag("YULIN_STATIC_MANIFEST", default=True)
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # Never below a URL: what was uploaded is read by a view that checks who asks.
        "OPTIONS": {"location": VAR / "files", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # of a request's body, files not counted
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 1  # every form takes one
FILE_UPLOAD_HANDLERS = ["yulin.access.uploading.SealedUploadHandler"]  # docs/decisions/0058
YULIN_UPLOAD_MAX_BYTES = 50 * 1024 * 1024  # of one workbook, as it arrives
YULIN_UPLOAD_MAX_UNPACKED_BYTES = 500 * 1024 * 1024  # of the same workbook, unzipped

# --- Sources ---------------------------------------------------------------------------------------

# A form must not lead the server into its own network: what is not public is named here.
YULIN_SOURCE_NETWORKS = _listed("YULIN_SOURCE_NETWORKS")
YULIN_SOURCE_FOLDERS = _listed("YULIN_SOURCE_FOLDERS")
if YULIN_DEMO:  # its departments live on this machine
    YULIN_SOURCE_NETWORKS = YULIN_SOURCE_NETWORKS or ["127.0.0.1/32"]
    YULIN_SOURCE_FOLDERS = YULIN_SOURCE_FOLDERS or [
        str(VAR / "drop"),
        *([DATABASES["default"]["HOST"]] if is_own(os.environ) else []),
    ]

# --- Retention -------------------------------------------------------------------------------------

YULIN_KEEP_DAYS_OF_RUNS = int(os.environ.get("YULIN_KEEP_DAYS_OF_RUNS", "1100"))
YULIN_KEEP_DAYS_OF_WHEEL = 14  # when each person is decided again, of runs that others followed

# --- Logs ----------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "redacted": {
            "()": "yulin.access.redaction.RedactingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "redacted"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would write past our formatter.
        "django": {"handlers": [], "propagate": True, "level": "INFO"},
        "django.server": {"handlers": [], "propagate": True, "level": "INFO"},
        "procrastinate.blueprints": {"level": "WARNING"},  # else a line at every start
        "procrastinate.periodic": {"level": "WARNING"},
    },
}
