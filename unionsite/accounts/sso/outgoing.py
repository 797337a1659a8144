"""Calls to the providers: to their hosts alone, without redirects and proxies, limited in time and size.

Also the site's own tokens, which 钉钉 and 企业微信 want for asking who somebody is.
"""

import io
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import requests  # allowed: outgoing (to the fixed hosts below and the one of SSO_OIDC_SERVER_URL, off by default)
from django.conf import settings
from django.core.cache import cache

from unionsite.core.outgoing import read_within
from unionsite.core.sealing import SealingError, seal, unseal

CONNECT_SECONDS = 3
# For one call; signing in by 钉钉 makes five, and gunicorn ends a request after 60.
SECONDS = 6
ANSWER_BYTES = 256 * 1024
TOKEN_MARGIN = 300  # seconds before it expires in which a token of the site's own is no longer used
# Error codes of such a token that is no longer good.
STALE_TOKEN = {88, 40001, 40014, 42001}
ORIGINS = {
    "dingtalk": {"https://api.dingtalk.com", "https://oapi.dingtalk.com"},
    "feishu": {"https://open.feishu.cn"},
    "wecom": {"https://qyapi.weixin.qq.com"},
}


class _NoSecretsInLogs(logging.Filter):
    """Keeps secrets out of logs: 钉钉 and 企业微信 take them in the address, and urllib3 logs addresses on DEBUG."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        return not any(name in text for name in ("corpsecret=", "access_token=", "code="))


logging.getLogger("urllib3.connectionpool").addFilter(_NoSecretsInLogs())


def origins() -> set[str]:
    """Return scheme and host of every server that may be called, by the providers that are switched on."""
    found = set().union(*(ORIGINS.get(name, set()) for name in settings.SSO_PROVIDERS))
    if "oidc" in settings.SSO_PROVIDERS:
        found.add("{0.scheme}://{0.netloc}".format(urlsplit(settings.SSO_OIDC_SERVER_URL)))
    return found


class ProviderRefused(requests.RequestException):
    """The provider answered with an error code."""

    def __init__(self, code: object):
        self.code = code if isinstance(code, int) else -1
        super().__init__(str(self.code))


def call(method: str, url: str, **options: Any) -> dict[str, Any]:
    """Return the JSON of an answer. Raises ProviderRefused for an error code, requests.RequestException for whatever is
    not an answer in time, AttributeError for another shape."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" not in origins():
        raise requests.exceptions.InvalidURL("not a server that may be called")
    if settings.SSO_LOOPBACK:
        url = f"{settings.SSO_LOOPBACK}/{parts.netloc}{parts.path}?{parts.query}"
    deadline = time.monotonic() + SECONDS
    # No compression: a small answer must not unpack to a large one.
    options["headers"] = {**options.get("headers", {}), "Accept-Encoding": "identity"}
    options |= {"timeout": (CONNECT_SECONDS, SECONDS), "allow_redirects": False, "stream": True}
    with requests.Session() as session:
        # Ignore proxies and password files set up on the machine.
        session.trust_env = False
        response = session.request(method, url, **options)
        response.raw = io.BytesIO(read_within(response.raw, most=ANSWER_BYTES, deadline=deadline))
    if response.status_code >= 300:
        raise requests.HTTPError(f"HTTP {response.status_code}")
    answer = response.json()
    if answer.get("errcode", 0):
        refusal = ProviderRefused(answer["errcode"])
        if refusal.code in STALE_TOKEN:
            cache.delete_many(map(_cache_key, settings.SSO_PROVIDERS))
        raise refusal
    return answer


def _cache_key(name: str) -> str:
    return f"accounts.sso.{name}"


def own_token(name: str, client_id: str, fetch: Callable[[], tuple[str, int]]) -> str:
    """Return the site's own token, from the cache (sealed): how often a new one may be asked for is limited.

    `fetch` returns a new one and its seconds.
    """
    key, context = _cache_key(name), f"accounts.sso.{name}.{client_id}"
    if kept := cache.get(key):
        with suppress(SealingError):
            return unseal(kept, context).decode()
    token, seconds = fetch()
    if seconds > TOKEN_MARGIN:
        cache.set(key, seal(token.encode(), context), seconds - TOKEN_MARGIN)
    return token
