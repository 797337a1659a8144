"""A developer's machine: debug pages, secrets made on this machine, plain static files."""

import secrets

from .base import *
from .base import BASE_URL, STORAGES, VAR_DIR, env

DEBUG = env.bool("DEBUG", default=True)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])


def _secret(variable: str, file_name: str) -> str:
    """The variable's value; else one made once and kept beside the database."""
    if value := env.str(variable, default=""):
        return value
    file = VAR_DIR / file_name
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(64))
    return file.read_text()


SECRET_KEY = _secret("SECRET_KEY", "dev-secret")
SEALING_KEYS = _secret("SEALING_KEYS", "dev-sealing-key").split(",")
AUDIT_KEY = _secret("AUDIT_KEY", "dev-audit-key")
CASE_KEYS = _secret("CASE_KEYS", "dev-case-key").split(",")
RECEIPT_KEYS = _secret("RECEIPT_KEYS", "dev-receipt-key").split(",")

# Browsers take passkeys without https on this machine, but under its name alone.
PASSKEY_ORIGINS = [BASE_URL, BASE_URL.replace("//127.0.0.1", "//localhost")]

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
