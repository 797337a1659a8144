"""A developer's machine: debug pages, secrets made on this machine, plain static files."""

import secrets

from .base import *
from .base import BASE_URL, LOGGING, STORAGES, VAR_DIR, env

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

# Addresses that no other site has.
DEV_URLS = ["demo.dev_mails"]

# Browsers take passkeys without https on this machine, but under its name alone.
PASSKEY_ORIGINS = [BASE_URL, BASE_URL.replace("//127.0.0.1", "//localhost")]

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# The console tells what went wrong, and of each mail where it is read.
if not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "demo.dev_mails.FileBackend"
if not env.str("LOG_LEVEL", default=""):
    LOGGING["formatters"]["line"]["format"] = "{levelname} {name}: {message}"
    for _logger in (LOGGING["root"], LOGGING["loggers"]["django"]):
        _logger["level"] = "WARNING"
# Answers of 500 and more alone.
for _name in ("django.request", "django.server"):
    LOGGING["loggers"][_name] = {"handlers": ["console"], "level": "ERROR", "propagate": False}
