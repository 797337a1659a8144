"""bakerydemo as its production settings run it, but on plain http and with its caches in memory."""

import os
from pathlib import Path

from bakerydemo.settings.base import *  # noqa: F403

_FOLDER = Path(os.environ["BAKERYDEMO_FOLDER"])
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
MEDIA_ROOT = str(_FOLDER / "media")
STATIC_ROOT = str(_FOLDER / "static")
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(_FOLDER / "db.sqlite3"), "CONN_MAX_AGE": None}
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
}
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
LOGGING_CONFIG = None
LOGGING = {}
