"""The real thing: refuses to start on a missing, default or short secret; https only unless told otherwise."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import ALLOWED_HOSTS, BASE_URL, SILENCED_SYSTEM_CHECKS, env

if env.bool("DEBUG", default=False):
    raise ImproperlyConfigured("DEBUG must be off in production.")

SECRET_KEY = env.str("SECRET_KEY", default="")
SEALING_KEYS = env.list("SEALING_KEYS", default=[])
AUDIT_KEY = env.str("AUDIT_KEY", default="")
CASE_KEYS = env.list("CASE_KEYS", default=[])
RECEIPT_KEYS = env.list("RECEIPT_KEYS", default=[])
_secrets = [("SECRET_KEY", SECRET_KEY), ("AUDIT_KEY", AUDIT_KEY)]
_rings = {"SEALING_KEYS": SEALING_KEYS, "CASE_KEYS": CASE_KEYS, "RECEIPT_KEYS": RECEIPT_KEYS}
_secrets += [(_name, _key) for _name, _keys in _rings.items() for _key in _keys or [""]]
for _name, _secret in _secrets:
    if len(_secret) < 50 or len(set(_secret)) < 10 or _secret.startswith(("change-me", "django-insecure-")):
        raise ImproperlyConfigured(
            f"{_name} is missing, a default or shorter than 50 characters. Make one with: "
            'python -c "import secrets; print(secrets.token_urlsafe(64))"'
        )
if len({_secret for _name, _secret in _secrets}) < len(_secrets):
    raise ImproperlyConfigured(
        "SECRET_KEY, AUDIT_KEY and every one of SEALING_KEYS, CASE_KEYS and RECEIPT_KEYS must differ from each other."
    )
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if not ALLOWED_HOSTS or any(host.startswith(("*", ".")) for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the site's exact hosts.")
if urlsplit(BASE_URL).hostname not in ALLOWED_HOSTS:
    raise ImproperlyConfigured("BASE_URL must be the public address, with one of ALLOWED_HOSTS as its host.")

HTTPS = env.bool("HTTPS", default=True)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    # Browsers take a cookie of such a name only over https, for this host alone and from no neighbour.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    KNOWN_BROWSER_COOKIE = "__Secure-known-browser"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# The preview panel shows pages of this site in a frame: SAMEORIGIN, not DENY.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W019"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
