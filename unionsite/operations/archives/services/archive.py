"""Makes the dated archive of the public site: WARC, catalogue, description, checksums."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils import timezone

from unionsite.accounts.people.queries import union_settings
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.models import SiteSettings
from unionsite.core.spreadsheets import csv_lines
from unionsite.operations.archives.bags import TAGS, digest_of, new_bag
from unionsite.operations.archives.catalogue import COLUMNS, LIST_PAGES, described
from unionsite.operations.archives.warc import Kept, Warc
from unionsite.operations.reader.asking import ROBOTS, SITE_MAP, AnonymousReader, public_addresses
from unionsite.operations.reader.markup import read_markup

_URL = re.compile(r"""url\(\s*["']?([^"')]+)""")
_OURS = ("/static/", "/media/", "/documents/")
_README = """本文件夹是网站的一次归档，按BagIt（RFC 8493）存放。

data/*.warc.gz     网页、图片、文件、样式和脚本，WARC/1.1（ISO 28500:2017），可用ReplayWeb.page、pywb等打开
data/目录.csv      每个网页一行：题名、责任者、网址、时间、格式、校验值等
data/网站信息.json 网站、主办单位、采集时间和数量
manifest-sha256.txt、tagmanifest-sha256.txt  全部文件的SHA-256校验值

核对：manage.py archive_site --check 本文件夹，或sha256sum -c manifest-sha256.txt。
"""


@dataclass(frozen=True)
class Archived:
    folder: Path
    pages: int
    files: int
    failed: int
    size: int


class _Run:
    """One archive on its way; what is still to be fetched is kept as addresses alone."""

    def __init__(self, data: Path, now: datetime, about: SiteSettings):
        self.data, self.now, self.about = data, now, about
        self.reader = AnonymousReader()
        self.files: dict[str, None] = {}
        self.pages = self.failed = 0

    def addresses(self) -> Iterator[str]:
        yield from public_addresses(self.reader)
        yield from (ROBOTS, SITE_MAP)

    def put_page(self, warc: Warc, address: str, row: dict[str, str]) -> Kept | None:
        """Archive a page with the further pages of its list; None if a reader gets nothing there."""
        kept, links = self._put(warc, address, row)
        if kept is None:
            return None
        numbers = [int(match[1]) for href in links if (match := re.fullmatch(r"\?page=(\d{1,6})(?:#.*)?", href))]
        for number in range(2, min(max(numbers, default=1), LIST_PAGES) + 1):
            self._put(warc, f"{address}?page={number}", None)
        for href in links:
            if href == f"{address}feed/":
                self.files[href] = None
        return kept

    def put_files(self, warc: Warc) -> int:
        """Archive what the pages load and offer, and what style sheets load in turn; return how many."""
        done, waiting = 0, list(self.files)
        while waiting:
            address = waiting.pop()
            kept, found = self._put(warc, address, None)
            done += kept is not None
            waiting += [name for name in found if name.startswith(_OURS) and name not in self.files]
            self.files.update(dict.fromkeys(found))
        return done

    def _put(self, warc: Warc, address: str, row: dict[str, str] | None) -> tuple[Kept | None, list[str]]:
        with self.reader.ask(address) as response:
            if response.status_code != 200:
                self.failed += 1
                return None, []
            kind = response.headers.get("Content-Type", "")
            found: list[str] = []
            if kind.startswith("text/html"):
                found = list(read_markup(response.content.decode(response.charset)).files)
                self.files.update(dict.fromkeys(name for name in map(_plain, found) if name.startswith(_OURS)))
            elif kind.startswith("text/css"):
                style = b"".join(response.streaming_content if response.streaming else [response.content])
                response = _Again(response, style)
                found = [urljoin(address, name) for name in _URL.findall(style.decode("utf-8", "replace"))]
                found = [_plain(name) for name in found if name.startswith(_OURS)]
            return warc.put(address, response, about=row), found


class _Again:
    """An answer whose body was read, to be read once more."""

    def __init__(self, response, body: bytes):
        self.streaming, self.content = False, body
        self.status_code, self.headers = response.status_code, response.headers


def archive_site(*, folder: Path, now: datetime | None = None) -> Archived:
    """Write the archive into a new folder; it stands there whole, or not at all. Raises FolderTaken, SiteMapFailed."""
    now, about = now or timezone.now(), union_settings()
    info = {"Source-Organization": about.name, "Bagging-Date": f"{timezone.localdate(now)}"}
    info |= {"External-Description": f"{settings.BASE_URL} WARC/1.1"}
    with new_bag(folder, info) as data:
        run = _Run(data, now, about)
        name = f"{urlsplit(settings.BASE_URL).hostname}-{timezone.localtime(now):%Y%m%d%H%M%S}"
        with Warc(data, name, {"software": "unionsite", "format": "WARC File Format 1.1", "isPartOf": name}) as warc:
            _put_pages(run, warc)
            files = run.put_files(warc)
        _describe(run, files, name)
        (data / "说明.txt").write_text(_README, encoding="utf-8")
        size = sum(file.stat().st_size for file in data.iterdir())
    detail = {"count": run.pages, "sha256": digest_of(folder / TAGS)}
    audit.record(Action.SITE_ARCHIVED, subject_label=folder.name, detail=detail)
    return Archived(folder, run.pages, files, run.failed, size)


def _put_pages(run: _Run, warc: Warc) -> None:
    with (run.data / "目录.csv").open("wb") as table:
        table.writelines(csv_lines(COLUMNS, _rows(run, warc)))


def _rows(run: _Run, warc: Warc) -> Iterator[list[str]]:
    """Put each page into the archive, and yield its row as the table has it."""
    for address, known in described(run.addresses(), run.about.name):
        taken = f"{timezone.localtime():%Y-%m-%d %H:%M:%S}"
        row = known | {"网址": settings.BASE_URL + address, "采集时间": taken, "密级": "公开"}
        if (kept := run.put_page(warc, address, row)) is None:
            continue
        run.pages += 1
        row |= {"序号": str(run.pages), "字节数": str(kept.size)}
        row |= {"存储格式": f"WARC/1.1；{kept.content_type}", "校验算法": "SHA-256", "校验值": kept.sha256}
        row |= {"存放文件": kept.file, "记录标识": kept.record}
        yield [row.get(name, "") for name in COLUMNS]


def _describe(run: _Run, files: int, name: str) -> None:
    about = {
        "题名": f"{run.about.name}网站归档 {name}",
        "主办单位": run.about.name,
        "网址": settings.BASE_URL,
        "ICP备案号": run.about.icp_number,
        "公安备案号": run.about.police_number,
        "采集方式": "网站自身以未登录读者的身份逐页采集",
        "采集开始": timezone.localtime(run.now).isoformat(timespec="seconds"),
        "采集结束": timezone.localtime().isoformat(timespec="seconds"),
        "存储格式": "WARC/1.1（ISO 28500:2017），gzip",
        "校验算法": "SHA-256",
        "网页数": run.pages,
        "其他文件数": files,
        "未能采集": run.failed,
    }
    text = json.dumps(about, ensure_ascii=False, indent=1)
    (run.data / "网站信息.json").write_text(text + "\n", encoding="utf-8")


def _plain(address: str) -> str:
    return address.partition("#")[0]
