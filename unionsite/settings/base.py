"""What every environment shares; each variable read here stands in `.env.example`."""

import hashlib
import os
from pathlib import Path

from unionsite.core.wings import with_middleware

from .accounts import *
from .backups import *
from .backups import BACKUP_STORAGE
from .environment import *
from .environment import BASE_DIR, BASE_URL, VAR_DIR, env
from .jobs import *
from .jobs import JOBS_THAT_PUBLISH, SCHEDULED_JOBS
from .running import *
from .running import S3_SERVER
from .sso import *
from .wings import *
from .wings import ALL_WINGS, WINGS, WINGS_ASLEEP

DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- Applications, highest in the house first (docs/structure.md) ---

_WINGS = [wing for wing in ALL_WINGS if wing.name in WINGS]
INSTALLED_APPS = [
    "demo",
    "former_site",
    *(app for wing in ALL_WINGS if wing.name in {*WINGS, *WINGS_ASLEEP} for app in wing.apps),
    "home",
    "search",
    "news",
    "rights",
    "culture",
    "interact",
    "unionsite.publishing.apps.PublishingConfig",
    "unionsite.accounts.apps.AccountsConfig",
    "unionsite.audit.apps.AuditConfig",
    "unionsite.core",
    "unionsite.laws",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtailmedia",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "unionsite.accounts.apps.StaffUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "axes",
    "django_otp",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
]

_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "unionsite.core.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "unionsite.core.middleware.RequestSanityMiddleware",
    "unionsite.core.page_cache.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "unionsite.audit.origin.OriginMiddleware",
    "unionsite.core.middleware.SiteMiddleware",
    "django.middleware.common.CommonMiddleware",
    "unionsite.core.middleware.EmptyErrorsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "unionsite.accounts.sign_in.guard.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "unionsite.publishing.guard.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
MIDDLEWARE = with_middleware(_MIDDLEWARE, _WINGS)
SCHEDULED_JOBS += [job for wing in _WINGS for job in wing.jobs]
JOBS_THAT_PUBLISH.update(name for wing in _WINGS for name in wing.jobs_that_publish)

ROOT_URLCONF = "unionsite.urls"
WSGI_APPLICATION = "unionsite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "unionsite" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "unionsite.core.context_processors.site",
            ],
        },
    },
]

# --- Database: SQLite embedded, PostgreSQL by DATABASE_URL ---

DATABASES = {
    "default": env.db_url_config(env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Made before SQLite would make it readable for others, nginx among them; its -wal and -shm take its mode.
    if (_file := Path(DATABASES["default"]["NAME"])).name != ":memory:" and not _file.exists():
        _file.touch(mode=0o600)
    # IMMEDIATE takes the write lock at BEGIN: a deferred transaction that upgrades fails at once, whatever the timeout.
    # Opening the file and setting it up costs more than a page's queries.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;"
            # What is deleted is overwritten, on pages that nobody uses any more too.
            "PRAGMA secure_delete=ON;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A machine that has gone from the network says nothing: without these a request waits for it a quarter of an hour.
    _patience = {"connect_timeout": 5, "tcp_user_timeout": 5_000, "keepalives_idle": 10, "keepalives_interval": 5}
    DATABASES["default"]["OPTIONS"] = _patience | DATABASES["default"].get("OPTIONS", {})
    if pool_size := env.int("DATABASE_POOL_SIZE", default=8):
        # The pool doubles its pause after each failure: given up soon and begun anew by the next request, it does not
        # sleep on for half a minute when the database is long back.
        _pool = {"min_size": 1, "max_size": pool_size, "timeout": 5, "reconnect_timeout": 5}
        DATABASES["default"]["OPTIONS"]["pool"] = _pool
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache: Redis by REDIS_URL; else files and counters that every worker of this machine sees ---

REDIS_URL = env.str("REDIS_URL", default="")
# Counters belong in memory: the date of a file on the disk would tell when somebody sent something.
_MEMORY = env.str("MEMORY_DIR", default="") or ("/dev/shm" if os.access("/dev/shm", os.W_OK) else "")  # noqa: S108
_OF_THIS_SITE = f"unionsite-{os.getuid()}-{hashlib.sha256(str(VAR_DIR.resolve()).encode()).hexdigest()[:12]}"
COUNTERS_DIR = Path(_MEMORY) / _OF_THIS_SITE if _MEMORY else VAR_DIR / "counters"
if REDIS_URL:
    _redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    CACHES = {
        "default": _redis,
        "renditions": _redis | {"KEY_PREFIX": "renditions", "TIMEOUT": 86400},
        # How often somebody tried something (core/rate_limits.py).
        "limits": _redis | {"KEY_PREFIX": "limits"},
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cache"
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache",
            "OPTIONS": {"MAX_ENTRIES": 5000},
        },
        # A worker's own memory: short-lived, so that a picture changed through another worker is seen soon.
        "renditions": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "renditions",
            "TIMEOUT": 300,
            "OPTIONS": {"MAX_ENTRIES": 5000},
        },
        "limits": {"BACKEND": "unionsite.core.counter_cache.CounterCache", "LOCATION": COUNTERS_DIR},
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- Background work: at once in the request, or by the worker (`TASKS_BACKEND=database`) ---

TASKS_BACKEND = env.str("TASKS_BACKEND", default="immediate")
TASKS = {
    "default": {
        "BACKEND": {
            "immediate": "django_tasks.backends.immediate.ImmediateBackend",
            "database": "django_tasks_db.DatabaseBackend",
        }[TASKS_BACKEND]
    }
}

# --- Language and time ---

LANGUAGE_CODE = "zh-hans"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "unionsite" / "locale", BASE_DIR / "unionsite" / "locale_admin"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# All staff work by the same clock: times of publication and of deadlines are those on the page.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
FORMAT_MODULE_PATH = ["unionsite.formats"]

# --- Files ---

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "unionsite" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default="") or VAR_DIR / "media")
STORAGES = {
    "default": {
        "BACKEND": "unionsite.core.buckets.MediaBucket" if S3_SERVER else "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": "media"} if S3_SERVER else {},
    },
    "staticfiles": {"BACKEND": "unionsite.core.private_files.ReleaseStaticFilesStorage"},
    "backups": BACKUP_STORAGE,
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    # What employees send waits nowhere on the disk in clear.
    "unionsite.core.quiet.NamelessUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOADS_DIR = _MEMORY or None
# As nginx lets in there: ten files, 60 MB together, and some room.
QUIET_UPLOAD_BYTES = 64 * 1024 * 1024
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# --- Wagtail ---

WAGTAIL_SITE_NAME = env.str("SITE_NAME", default="工会官方网站")
WAGTAILADMIN_BASE_URL = BASE_URL
# Nothing of the admin may call another host.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS = []
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "unionsite.core.richtext.RichTextArea",
        "OPTIONS": {"features": ["bold", "italic", "ol", "ul", "link", "document-link"]},
    }
}
WAGTAILIMAGES_IMAGE_MODEL = "core.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "unionsite.core.forms.SiteImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"heic": "jpeg", "avif": "webp", "webp": "webp"}
WAGTAILIMAGES_WEBP_QUALITY = 78
WAGTAILIMAGES_JPEG_QUALITY = 80
WAGTAILDOCS_DOCUMENT_MODEL = "core.SiteDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "unionsite.core.forms.SiteDocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
# All others are saved, not shown.
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf"]
WAGTAILMEDIA = {
    "MEDIA_MODEL": "core.SiteMedia",
    "MEDIA_FORM_BASE": "unionsite.core.forms.SiteMediaForm",
    "AUDIO_EXTENSIONS": ["mp3", "m4a"],
    "VIDEO_EXTENSIONS": ["mp4", "webm"],
}
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "unionsite.publishing.choices.release_finished"
WAGTAILADMIN_GLOBAL_EDIT_LOCK = True
# Pages that `import_pages` may make of pieces of the union's former website, two people vouching for the batch.
IMPORT_PAGES = ["news.NewsPage", "home.InfoPage"]
# Snippets that are public as soon as they are saved, and why that is right: words of the search are shown to nobody.
UNREVIEWED_SNIPPETS = ["search.LexiconEntry"]
TAGGIT_CASE_INSENSITIVE = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backend"}}
# What readers look for and open is counted in memory and written after an answer, at most once in so many seconds;
# 0 for never.
COUNTS_SECONDS = env.int("COUNTS_SECONDS", default=10)
# Memory of each process for whole answers to readers without a session; 0 keeps none, here and in nginx.
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", default=16)
# Whether it is remembered which page an address leads to.
KEEPS_ROUTES = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
SILENCED_SYSTEM_CHECKS = ["fields.W161"]  # Takes our usual closing time for "now" if the site starts at that minute.

# --- Security that holds everywhere ---

X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
KNOWN_BROWSER_COOKIE = "known-browser"
# Where passkeys are good, by https alone: a browser binds each to the host. A change of domain voids them all.
PASSKEY_ORIGINS = [BASE_URL]
# Addresses in mails and feeds come from BASE_URL, the host of a request from its own header alone.
USE_X_FORWARDED_HOST = False
CSRF_FAILURE_VIEW = "unionsite.core.errors.csrf_failure"
DEFAULT_EXCEPTION_REPORTER_FILTER = "unionsite.core.errors.ReportFilter"
DEFAULT_EXCEPTION_REPORTER = "unionsite.core.errors.Reporter"
# Where employees write to the union, and where that is read: logs and reports of errors tell neither who nor what. The
# public ones stand in deploy/nginx.conf too.
QUIET_PATHS = ["/feedback/", "/interact/", "/en/feedback/", "/en/interact/", "/admin/cases/", "/admin/posts/"]
# The content policy (core/content_policy.py) blocks; on, browsers only report what they would block.
CSP_REPORT_ONLY = env.bool("CSP_REPORT_ONLY", default=False)

# wagtail-localize answers its editor by it; its pages for browsers are not installed.
REST_FRAMEWORK = {"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]}

# --- Mail ---

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="union@localhost")
WAGTAILADMIN_NOTIFICATION_FROM_EMAIL = DEFAULT_FROM_EMAIL
