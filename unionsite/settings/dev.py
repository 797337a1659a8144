"""A developer's machine: debug pages, a secret made on this machine, plain static files."""

import secrets

from .base import *
from .base import STORAGES, VAR_DIR, env

DEBUG = env.bool("DEBUG", default=True)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])

_secret_file = VAR_DIR / "dev-secret"
if not _secret_file.exists():
    _secret_file.touch(mode=0o600)
    _secret_file.write_text(secrets.token_urlsafe(64))
SECRET_KEY = env.str("SECRET_KEY", default="") or _secret_file.read_text()

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
