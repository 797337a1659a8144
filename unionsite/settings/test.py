"""The test suite: quick hashing, memory caches unless Redis is named, files in a folder of their own."""

import os
import re
import tempfile
from pathlib import Path

from .base import *
from .base import CACHES, REDIS_URL, STORAGES

SECRET_KEY = "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz-0123456789"
SEALING_KEYS = ["only-for-tests-sealing-0123456789abcdef"]
AUDIT_KEY = "only-for-tests-audit-0123456789abcdef"
CASE_KEYS = ["only-for-tests-cases-0123456789abcdef"]
RECEIPT_KEYS = ["only-for-tests-receipts-0123456789abcdef"]
FEEDBACK_PROOF_COST = 1
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="unionsite-test-media-"))
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
WHITENOISE_AUTOREFRESH = True
# Tests see what templates and queries do; those of the page cache turn it on.
PAGE_CACHE_MB = 0
KEEPS_ROUTES = False
# Tests write what was counted themselves.
COUNTS_SECONDS = 0
# As in production without Redis: what a page costs must not depend on where sessions lie.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
if REDIS_URL:
    # Tests empty the cache: each of their processes gets a database of its own, counted from the one that is named.
    _server, _number = re.fullmatch(r"(\w+://[^/]+)(?:/(\d*))?", REDIS_URL).groups()
    _process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for _cache in CACHES.values():
        _cache["LOCATION"] = f"{_server}/{int(_number or 0) + _process}"
else:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"}
    # Tests empty the caches: each of their processes counts in a folder of its own, unless one is named.
    _memory = os.environ.get("MEMORY_DIR") or tempfile.mkdtemp(prefix="unionsite-counters-")
    CACHES["limits"]["LOCATION"] = Path(_memory) / "counters"
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"handlers": [], "level": "WARNING"}}
