"""Settings of the site that the browser visits: those of the tests, with a database, pictures and files of its own.

What it writes elsewhere too lies below its folder: what a page must not leave behind is looked for there.
"""

import os

from unionsite.settings.base import LOGGING as LOGGING_IN_USE
from unionsite.settings.test import *  # noqa: F403
from unionsite.settings.test import BASE_URL, CACHES, DATABASES, REDIS_URL, VAR_DIR

DATABASES["default"]["NAME"] = os.environ["BROWSER_DATABASE"]
MEDIA_ROOT = VAR_DIR / "media"
ROOT_URLCONF = "tests.browser.urls"
# Reference and search indexes of the admin cost more than all pages; what is read of them `content` writes.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
# Served straight from the apps' folders, as nothing is collected here.
WHITENOISE_USE_FINDERS = True
if not REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    }
# As in production, but for the time in front of each line.
LOGGING = {**LOGGING_IN_USE, "formatters": {"line": {"format": "{message}", "style": "{"}}}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mails"
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
# Browsers take no passkey under a number, and without https on this machine alone.
PASSKEY_ORIGINS = [BASE_URL.replace("127.0.0.1", "localhost")]
# So that a browser may come from an address of its own, by naming it as a proxy would.
TRUSTED_PROXIES = 1
