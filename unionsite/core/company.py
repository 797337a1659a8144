"""Calls to the company's own platforms (企业微信, 钉钉, 飞书, its OpenID Connect): to their hosts alone, without
redirects and proxies, limited in time and size; and the site's own tokens there.

The application at each platform is named by the settings SSO_…, whether it serves for signing in, for messages or both.
"""

import io
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import requests  # allowed: outgoing (to the fixed hosts below and the one of SSO_OIDC_SERVER_URL)
from django.conf import settings
from django.core.cache import cache

from unionsite.core.outgoing import BoundedSession, read_within
from unionsite.core.sealing import SealingError, seal, unseal

# For one call; signing in by 钉钉 makes five, and gunicorn ends a request after 60.
SECONDS = 6
ANSWER_BYTES = 256 * 1024
TOKEN_MARGIN = 300  # seconds before it expires in which a token of the site's own is no longer used
# Error codes of such a token that is no longer good.
STALE_TOKEN = {88, 40001, 40014, 42001, 99991663, "InvalidAuthentication"}
HOSTS = {
    "https://api.dingtalk.com",
    "https://oapi.dingtalk.com",
    "https://open.feishu.cn",
    "https://qyapi.weixin.qq.com",
}
DINGTALK = "https://api.dingtalk.com/v1.0"
DINGTALK_MEMBERS = "https://oapi.dingtalk.com/topapi"
FEISHU = "https://open.feishu.cn/open-apis"
WECOM = "https://qyapi.weixin.qq.com/cgi-bin"
# What an answer of another shape than promised ends in.
MISSHAPEN = (LookupError, TypeError, ValueError, AttributeError)


class _NoSecretsInLogs(logging.Filter):
    """Keeps secrets out of logs: they stand in addresses, and urllib3 logs addresses on DEBUG."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        return not any(name in text for name in ("corpsecret=", "access_token=", "code=", "key=", "/hook/"))


logging.getLogger("urllib3.connectionpool").addFilter(_NoSecretsInLogs())


def origins() -> set[str]:
    """Return scheme and host of every server that may be called."""
    if not settings.SSO_OIDC_SERVER_URL:
        return HOSTS
    return HOSTS | {"{0.scheme}://{0.netloc}".format(urlsplit(settings.SSO_OIDC_SERVER_URL))}


class PlatformRefused(requests.RequestException):
    """The platform answered with an error code: a number, or a word of 钉钉."""

    def __init__(self, code: object):
        self.code = code if isinstance(code, int) else str(code)[:40]
        super().__init__(str(self.code))


def call(method: str, url: str, **options: Any) -> dict[str, Any]:
    """Return the JSON of an answer. Raises PlatformRefused for an error code, requests.RequestException for whatever is
    not an answer in time, one of MISSHAPEN for another shape."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" not in origins():
        raise requests.exceptions.InvalidURL("not a server that may be called")
    if settings.SSO_LOOPBACK:
        url = f"{settings.SSO_LOOPBACK}/{parts.netloc}{parts.path}?{parts.query}"
    deadline = time.monotonic() + SECONDS
    # Inner hosts too: the company's own OpenID Connect is often one, and nobody but the installation names it.
    with BoundedSession(seconds=SECONDS, agent="unionsite", may_be_inner=True) as session:
        response = session.request(method, url, **options)
        response.raw = io.BytesIO(read_within(response.raw, most=ANSWER_BYTES, deadline=deadline))
    with suppress(ValueError):
        _refuse(response.json())
    if response.status_code >= 300:
        raise requests.HTTPError(f"HTTP {response.status_code}")
    answer = response.json()
    if not isinstance(answer, dict):
        raise ValueError("not an object of JSON")
    return answer


def _refuse(answer: Any) -> None:
    """Raise PlatformRefused for an answer with a code that is not 0; each platform has its own name for it."""
    code = next((answer[name] for name in ("errcode", "code") if isinstance(answer, dict) and answer.get(name)), 0)
    if code:
        if code in STALE_TOKEN:
            cache.delete_many([_cache_key(name) for name in ("wecom", "dingtalk", "feishu")])
        raise PlatformRefused(code)


def _cache_key(name: str) -> str:
    return f"core.company.{name}"


def own_token(name: str) -> str:
    """Return the site's own token at a platform, from the cache (sealed): how often a new one may be asked for is
    limited."""
    client, fetch = _TOKENS[name]
    key, context = _cache_key(name), f"core.company.{name}.{getattr(settings, client)}"
    if kept := cache.get(key):
        with suppress(SealingError):
            return unseal(kept, context).decode()
    token, seconds = fetch()
    if seconds > TOKEN_MARGIN:
        cache.set(key, seal(token.encode(), context), seconds - TOKEN_MARGIN)
    return token


def _wecom_token() -> tuple[str, int]:
    query = {"corpid": settings.SSO_WECOM_CORP_ID, "corpsecret": settings.SSO_WECOM_SECRET}
    answer = call("GET", f"{WECOM}/gettoken", params=query)
    return answer["access_token"], int(answer["expires_in"])


def _dingtalk_token() -> tuple[str, int]:
    body = {"appKey": settings.SSO_DINGTALK_CLIENT_ID, "appSecret": settings.SSO_DINGTALK_CLIENT_SECRET}
    answer = call("POST", f"{DINGTALK}/oauth2/accessToken", json=body)
    return answer["accessToken"], int(answer["expireIn"])


def _feishu_token() -> tuple[str, int]:
    body = {"app_id": settings.SSO_FEISHU_APP_ID, "app_secret": settings.SSO_FEISHU_APP_SECRET}
    answer = call("POST", f"{FEISHU}/auth/v3/tenant_access_token/internal", json=body)
    return answer["tenant_access_token"], int(answer["expire"])


# The setting that names the application, and how its token is fetched: the token and its seconds.
_TOKENS: dict[str, tuple[str, Callable[[], tuple[str, int]]]] = {
    "wecom": ("SSO_WECOM_CORP_ID", _wecom_token),
    "dingtalk": ("SSO_DINGTALK_CLIENT_ID", _dingtalk_token),
    "feishu": ("SSO_FEISHU_APP_ID", _feishu_token),
}
