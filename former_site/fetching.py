"""Fetches pages and files of a former website: from its own host alone, slowly, within robots.txt, each only once."""

import hashlib
import io
import re
import time
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import filetype
import requests  # allowed: outgoing (errors alone)
from django.conf import settings
from django.core.exceptions import ValidationError
from urllib3.exceptions import HTTPError  # allowed: outgoing (errors alone)

from former_site.recognition import joined
from unionsite.core.outgoing import BoundedSession, InnerAddress, read_within
from unionsite.core.uploads import check_document, pixels_of

AGENT = "unionsite-import"
SECONDS = 60
PAGE_BYTES = 5 * 1024 * 1024
FILE_BYTES = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
MOST_REDIRECTS = 5
DEEPEST_MAP = 3
# Smaller ones are icons and bullets.
LEAST_PIXELS = 2500
FILES = "files"
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?\s*([\w-]+)|encoding=[\"']([\w-]+)[\"']", re.IGNORECASE)


class NotTaken(Exception):
    """An address was not fetched; the message says why."""


def decoded(content: bytes, content_type: str = "") -> str:
    """Return the text of a page: UTF-8 if it is that, else as the page or the server says, else GB18030."""
    declared = [part.decode() for match in _CHARSET.findall(content[:4096]) for part in match if part]
    declared += re.findall(r"charset=[\"']?([\w-]+)", content_type)
    # GB18030 holds GB2312 and GBK, and many pages go beyond what they say.
    names = ["gb18030" if name.lower().startswith("gb") else name for name in declared]
    for name in ["utf-8-sig", *names, "gb18030"]:
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8" if "utf-8" in map(str.lower, names) else "gb18030", "replace")


class FormerSite:
    """One host, named by `address`. What was taken stays in `folder` (pages/, files/) and is not asked for again.

    `pause`: seconds before each call. `may_be_inner`: the host may lie in the inner network. Raises NotTaken.
    """

    def __init__(self, address: str, folder: Path, *, pause: float, may_be_inner: bool):
        parts = urlsplit(joined(address, ""))
        if not parts.hostname:
            raise NotTaken("没有找到网址")
        self.host, self.root = parts.netloc.lower(), f"{parts.scheme}://{parts.netloc}/"
        self.folder, self.pause = folder, max(pause, 0.0)
        self.session = BoundedSession(seconds=SECONDS, agent=AGENT, may_be_inner=may_be_inner)
        self.robots = RobotFileParser()
        self.robots.parse([])
        for name in ("pages", FILES):
            (folder / name).mkdir(parents=True, exist_ok=True)
        rules = RobotFileParser()
        try:
            rules.parse(self.text(joined(self.root, "robots.txt"), ("",), absent="").splitlines())
        except NotTaken as error:
            raise NotTaken(f"旧站的robots.txt没有取到：{error}") from None
        self.robots = rules
        self.pause = max(self.pause, float(rules.crawl_delay(AGENT) or 0))

    def text(self, address: str, kinds: tuple[str, ...] = ("html",), absent: str | None = None) -> str:
        """Return a page as text, of one of these kinds as its Content-Type says; `absent` where there is none."""
        path = self.folder / "pages" / f"{_key(address)}.html"
        if not path.exists():
            try:
                content, kind, final = self._get(address, PAGE_BYTES)
            except FileNotFoundError:
                if absent is None:
                    raise NotTaken("没有这一页（404）") from None
                content, kind, final = absent.encode(), "", address
            if kind and not any(one in kind for one in kinds):
                raise NotTaken(f"不是网页（{kind[:40]}）")
            # Relative addresses of a page that has moved hang at its new one.
            moved = f'<base href="{escape(final)}">' if "html" in kind and final != joined(address, "") else ""
            _write(path, (moved + decoded(content, kind)).encode("utf-8", "replace"))
        return path.read_text(encoding="utf-8")

    def file(self, address: str, suffix: str = "") -> str:
        """Return "files/…", the path in the folder of a picture, or of a document with this suffix; "" for an icon."""
        known = sorted((self.folder / FILES).glob(f"{_key(address)}.*"))
        if not known:
            try:
                content = self._get(address, FILE_BYTES)[0]
                pixels = LEAST_PIXELS if suffix else pixels_of(io.BytesIO(content))
                suffix = suffix or f".{filetype.guess_extension(content)}"
                if suffix[1:] in settings.WAGTAILDOCS_EXTENSIONS:
                    check_document(io.BytesIO(content), f"file{suffix}")
                elif suffix[1:] not in settings.WAGTAILIMAGES_EXTENSIONS:
                    raise NotTaken(f"不能用{suffix}格式的图片")
            except FileNotFoundError:
                raise NotTaken("没有这个文件（404）") from None
            except ValidationError as error:
                raise NotTaken(" ".join(error.messages)) from None
            known = [self.folder / FILES / f"{_key(address)}{suffix if pixels >= LEAST_PIXELS else '.icon'}"]
            _write(known[0], content)
        return "" if known[0].suffix == ".icon" else f"{FILES}/{known[0].name}"

    @staticmethod
    def listed(text: str) -> Iterator[str]:
        """Yield the addresses in a site map, or in a text with one a line."""
        found = re.findall(r"<loc>\s*(?:<!\[CDATA\[)?\s*(.*?)\s*(?:\]\]>)?\s*</loc>", text, re.DOTALL)
        yield from map(unescape, found) if text.lstrip().startswith("<") else text.split()

    def addresses(self, text: str, depth: int = 0) -> Iterator[str]:
        """Yield the addresses of pages, also those in further site maps; of a map that cannot be had its own."""
        for address in self.listed(text):
            if "<sitemapindex" not in text:
                yield address
            elif depth < DEEPEST_MAP:
                try:
                    inside = self.text(address, ("xml", "text"))
                except NotTaken:
                    yield address
                else:
                    yield from self.addresses(inside, depth + 1)

    def _get(self, address: str, most: int) -> tuple[bytes, str, str]:
        """Return (body, Content-Type, address in the end). Raises NotTaken; FileNotFoundError where there is none."""
        for _turn in range(MOST_REDIRECTS):
            address = joined(address, "")
            if urlsplit(address).netloc.lower() != self.host:
                raise NotTaken(f"不在旧站上（{address[:100]}）")
            if not self.robots.can_fetch(AGENT, address):
                raise NotTaken("旧站的robots.txt不许取")
            time.sleep(self.pause)
            start = time.monotonic()
            try:
                with self.session.request("GET", address) as response:
                    if not response.is_redirect:
                        _check(response)
                        content = read_within(response.raw, most=most, deadline=start + SECONDS)
                        return content, response.headers.get("content-type", "").lower(), address
                    address = joined(address, response.headers["location"])
            except InnerAddress:
                raise NotTaken("旧站在内网里，请加--inner") from None
            except requests.Timeout:
                raise NotTaken("太慢或太大，没有取完") from None
            except (requests.RequestException, HTTPError) as error:
                raise NotTaken(f"连不上（{type(error).__name__}）") from None
        raise NotTaken("转来转去，没有到头")


def _check(response: requests.Response) -> None:
    if response.status_code in (404, 410):
        raise FileNotFoundError
    if response.status_code != 200:
        raise NotTaken(f"旧站没有给（{response.status_code}）")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise NotTaken("旧站只给压缩过的内容")


def _key(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:20]


def _write(path: Path, content: bytes) -> None:
    """Write a file as a whole: an interrupted run leaves no half of one."""
    part = path.with_name(f".{path.name}")
    part.write_bytes(content)
    part.replace(path)
