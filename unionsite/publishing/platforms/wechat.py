"""Puts an approved piece into the drafts of the union's WeChat official account, where a person publishes it.

Off unless `WECHAT_APP_ID`, `WECHAT_APP_SECRET` and `WECHAT_ACCOUNT` are set. Four calls: token, picture of a text,
cover, draft. All go to one fixed host; redirects are not followed, private addresses not called, and size and time of
every answer are limited. Secret and token never appear in a logged address, a message or an exception.
"""

import json
import logging
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import requests  # allowed: outgoing (to the one host of WECHAT_API, off by default)
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from urllib3.exceptions import HTTPError, ReadTimeoutError  # allowed: outgoing (errors alone)

from unionsite.core.models import PiecePage, SiteImage
from unionsite.core.outgoing import InnerAddress, public_ip
from unionsite.core.sealing import SealingError, seal, unseal
from unionsite.publishing.platforms.choices import PlatformKind, PostState
from unionsite.publishing.platforms.models import PlatformPost
from unionsite.publishing.platforms.pictures import SHOWN, rendition
from unionsite.publishing.platforms.rules import limits_of, words_for
from unionsite.publishing.platforms.services import keep_draft, public_address
from unionsite.publishing.platforms.wechat_html import wechat_html

CONNECT_SECONDS = 5
READ_SECONDS = 10
ANSWER_BYTES = 256 * 1024
PICTURE_BYTES = 1024 * 1024  # the most that WeChat accepts for a picture inside a text
CONTENT_CHARACTERS = 20_000
AUTHOR_CHARACTERS = 8
IDENTITY = {"Accept-Encoding": "identity"}  # no compression: a small answer must not unpack to a large one
TOKEN_KEY = "publishing.wechat.token"  # noqa: S105  (the cache key, not the token)
TOKEN_MARGIN = 300  # seconds before it expires in which a token is no longer used

# Messages for the commonest error codes, saying what people can do; other codes are shown as a number.
REFUSALS = {
    -1: "微信公众平台系统繁忙，请稍后再试。",
    40001: "公众号的密钥不正确，请系统管理员核对WECHAT_APP_SECRET。",
    40013: "公众号的AppID不正确，请系统管理员核对WECHAT_APP_ID。",
    40125: "公众号的密钥不正确，请系统管理员核对WECHAT_APP_SECRET。",
    40164: "本站服务器的IP地址不在公众号的白名单内，请在公众平台添加。",
    45009: "今天调用公众平台接口的次数已用完，请明天再试，或者手工发布。",
    45028: "公众平台没有可用的群发次数，请手工发布。",
    48001: "公众号没有使用草稿接口的权限，请手工发布。",
    50002: "公众号受到限制，请登录公众平台查看。",
}
# Error codes of a token that has expired or was replaced by a newer one.
STALE_TOKEN = {40001, 40014, 42001}
SLOW = gettext_lazy("微信公众平台没有及时答复，请稍后再试，或者手工发布。")
UNREADABLE = gettext_lazy("微信公众平台的答复无法识别，请稍后再试，或者手工发布。")


class _NoTokenInLogs(logging.Filter):
    """Keeps WeChat's token out of logs: it stands in the address, and urllib3 logs addresses on DEBUG."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "access_token" not in record.getMessage()


logging.getLogger("urllib3.connectionpool").addFilter(_NoTokenInLogs())


class WeChatError(Exception):
    """A draft could not be sent; the message tells the person at the screen why."""


class _Refused(WeChatError):
    def __init__(self, code: int):
        self.code = code
        text = REFUSALS.get(code) or _("微信公众平台没有受理（错误编号%(code)d），请手工发布。") % {"code": code}
        super().__init__(text)


def is_on() -> bool:
    return bool(settings.WECHAT_APP_ID and settings.WECHAT_APP_SECRET and settings.WECHAT_ACCOUNT)


def may_send(post: PlatformPost) -> bool:
    """Whether this task can become a draft: it is for the one account of the interface, and still waiting."""
    platform = post.platform
    return (
        is_on()
        and platform.kind == PlatformKind.WECHAT
        and platform.account_id == settings.WECHAT_ACCOUNT
        and post.state == PostState.WAITING
    )


def send_draft(*, post: PlatformPost, piece: PiecePage, actor) -> str:
    """Send the piece as a draft, store the draft's number and return it. Raises WeChatError, and then stores nothing.

    All calls come before any transaction: a slow answer must not hold the database.
    """
    if not may_send(post):
        raise WeChatError(_("这项任务不能送入公众号草稿箱。"))
    client = WeChatClient()
    sent: dict[int, str] = {}

    def address_of(image: SiteImage) -> str:
        if image.pk not in sent:
            sent[image.pk] = client.upload_picture(picture_bytes(image))
        return sent[image.pk]

    cover = piece.cover or piece.share_image
    if cover is None:
        raise WeChatError(_("公众号的图文必须有封面，请先给稿件选封面图，或者手工发布。"))
    limits = limits_of(post.platform.kind, post.platform.title_limit, post.platform.digest_limit)
    address = public_address(piece)
    words = words_for(limits, title=piece.title, summary=piece.summary, url=address)
    content = wechat_html(piece, address_of)
    if len(content) > CONTENT_CHARACTERS:
        raise WeChatError(
            _("正文转成图文后超过%(most)d个字符，公众平台不接收，请手工发布。") % {"most": CONTENT_CHARACTERS}
        )
    article = {
        "title": words.title,
        "author": piece.author[:AUTHOR_CHARACTERS],
        "digest": words.digest,
        "content": content,
        "content_source_url": address,
        "thumb_media_id": client.add_cover(picture_bytes(cover)),
        "need_open_comment": 0,
    }
    draft_id = client.add_draft(article)
    keep_draft(post=post, draft_id=draft_id, actor=actor, now=timezone.now())
    return draft_id


def picture_bytes(image: SiteImage) -> bytes:
    """Return the picture as the JPEG to send. Raises WeChatError if it cannot be read or is too large."""
    drawn = rendition(image, SHOWN)
    try:
        if drawn is None:
            raise FileNotFoundError
        with drawn.file.open("rb") as file:
            content = file.read(PICTURE_BYTES + 1)
    except OSError:
        raise WeChatError(_("图片“%(title)s”读取不了，请换图后再试。") % {"title": image.title}) from None
    if len(content) > PICTURE_BYTES:
        raise WeChatError(_("图片“%(title)s”超过1MB，公众平台不接收，请换图或手工发布。") % {"title": image.title})
    return content


class WeChatClient:
    """The four calls of WeChat's interface; all calls of one client share a deadline of `WECHAT_SECONDS`."""

    def __init__(self) -> None:
        self.base = settings.WECHAT_API.rstrip("/")
        self.deadline = time.monotonic() + settings.WECHAT_SECONDS
        self.session = requests.Session()
        # Ignore proxies and password files set up on the machine.
        self.session.trust_env = False
        check_host(self.base)

    def upload_picture(self, content: bytes) -> str:
        """Upload a picture for use in a text; return its address at WeChat."""
        answer = self._with_token("/cgi-bin/media/uploadimg", files={"media": ("picture.jpg", content, "image/jpeg")})
        address = answer.get("url")
        if not isinstance(address, str) or urlsplit(address).scheme not in ("http", "https"):
            raise WeChatError(UNREADABLE)
        return address

    def add_cover(self, content: bytes) -> str:
        """Upload a cover to the account's permanent material; return its number there."""
        files = {"media": ("cover.jpg", content, "image/jpeg")}
        return self._text(self._with_token("/cgi-bin/material/add_material", files=files, type="image"), "media_id")

    def add_draft(self, article: dict[str, Any]) -> str:
        """Create a draft and return its number; `article` uses the field names of WeChat's interface."""
        return self._text(self._with_token("/cgi-bin/draft/add", data={"articles": [article]}), "media_id")

    @sensitive_variables()
    def _with_token(self, path: str, **call: Any) -> dict[str, Any]:
        """Make a call; if the cached token turns out to be stale, make it once more with a new one."""
        token, was_kept = self._token()
        try:
            return self._call(path, token=token, **call)
        except _Refused as refusal:
            if not was_kept or refusal.code not in STALE_TOKEN:
                raise
        cache.delete(TOKEN_KEY)
        return self._call(path, token=self._token()[0], **call)

    @sensitive_variables()
    def _token(self) -> tuple[str, bool]:
        """Return the token, and whether it came from the cache; there it is sealed, and shared by all processes."""
        context = f"{TOKEN_KEY}.{settings.WECHAT_APP_ID}"
        if kept := cache.get(TOKEN_KEY):
            with suppress(SealingError):
                return unseal(kept, context).decode(), True
        # The secret goes into the body, because addresses end up in logs.
        who = {"appid": settings.WECHAT_APP_ID, "secret": settings.WECHAT_APP_SECRET}
        answer = self._call("/cgi-bin/stable_token", data={"grant_type": "client_credential"} | who)
        token = self._text(answer, "access_token")
        life = answer.get("expires_in")
        if isinstance(life, int) and life > TOKEN_MARGIN:
            cache.set(TOKEN_KEY, seal(token.encode(), context), life - TOKEN_MARGIN)
        return token, False

    @sensitive_variables()
    def _call(
        self, path: str, *, token: str = "", data: dict[str, Any] | None = None, files: Any = None, **parameters: str
    ) -> dict[str, Any]:
        """Send a POST and return the JSON of the answer. Raises WeChatError for anything but success."""
        # Without \u escapes: WeChat would show them as they are.
        body = None if data is None else json.dumps(data, ensure_ascii=False).encode()
        if token:
            parameters["access_token"] = token
        try:
            with self.session.post(
                self.base + path,
                params=parameters,
                data=body,
                files=files,
                headers=IDENTITY | ({"Content-Type": "application/json"} if body is not None else {}),
                timeout=(CONNECT_SECONDS, min(READ_SECONDS, self._left())),
                allow_redirects=False,
                stream=True,
            ) as response:
                if response.status_code != requests.codes.ok:
                    raise WeChatError(
                        _("微信公众平台暂时不可用（HTTP %(code)d），请稍后再试。") % {"code": response.status_code}
                    )
                content = self._read(response)
        except (requests.Timeout, ReadTimeoutError):
            raise WeChatError(SLOW) from None
        except (requests.RequestException, HTTPError, OSError):
            # Not chained: the error's text contains the address, and with it the token.
            raise WeChatError(_("连接不上微信公众平台，请稍后再试，或者手工发布。")) from None
        try:
            answer = json.loads(content)
            code = answer.get("errcode", 0)
        except (ValueError, AttributeError):
            raise WeChatError(UNREADABLE) from None
        if code:
            raise _Refused(code) if isinstance(code, int) else WeChatError(UNREADABLE)
        return answer

    def _read(self, response: requests.Response) -> bytes:
        content = b""
        # `read1` returns what has arrived without waiting for more, so a trickling answer ends at the deadline.
        while piece := response.raw.read1(8192):
            content += piece
            if len(content) > ANSWER_BYTES:
                raise WeChatError(_("微信公众平台的答复过长，已停止接收，请稍后再试。"))
            self._left()
        return content

    def _left(self) -> float:
        """Return the seconds until the deadline. Raises WeChatError after it."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise WeChatError(SLOW)
        return left

    @staticmethod
    def _text(answer: dict[str, Any], name: str) -> str:
        value = answer.get(name)
        # 512 is the length of the column that stores a draft's number.
        if not isinstance(value, str) or not value or len(value) > 512:
            raise WeChatError(UNREADABLE)
        return value


def check_host(base: str) -> None:
    """Raise WeChatError unless `base` is https and its host has only public addresses (SSRF, security.md 6)."""
    if settings.WECHAT_PRIVATE_ADDRESSES:
        return
    parts = urlsplit(base)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise WeChatError(_("WECHAT_API应当是以https://开头的网址，请系统管理员核对。"))
    try:
        public_ip(parts.hostname, parts.port or 443)
    except InnerAddress:
        raise WeChatError(_("WECHAT_API指向内部地址，已拒绝连接，请系统管理员核对。")) from None
    except OSError:
        raise WeChatError(_("连接不上微信公众平台，请稍后再试，或者手工发布。")) from None
