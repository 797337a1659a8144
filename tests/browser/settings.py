"""Settings of the site that the browser visits: those of the tests, with a database, pictures and files of its own."""

import os

from unionsite.settings.test import *  # noqa: F403
from unionsite.settings.test import DATABASES, VAR_DIR

DATABASES["default"]["NAME"] = os.environ["BROWSER_DATABASE"]
MEDIA_ROOT = VAR_DIR / "media"
ROOT_URLCONF = "tests.browser.urls"
# Reference and search indexes of the admin cost more than all pages; what is read of them `content` writes.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
# Served straight from the apps' folders, as nothing is collected here.
WHITENOISE_USE_FINDERS = True
