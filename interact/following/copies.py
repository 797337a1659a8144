"""The copy of a case that its employee can download (PIPL 45): what they gave and what they were answered."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from interact.cases.choices import contact_rows
from interact.cases.models.case import Case
from interact.cases.services.files import read_file
from interact.following.queries import Line, Sheet, ShownFile, sheet


def _moment(at: datetime, has_time: bool) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if has_time else f"{at:%Y-%m-%d}"


def copy_of(case: Case, *, now: datetime) -> dict[str, Any]:
    """Return all that the copy holds: `sheet`, `contact`, `consent`, `now`, and `files` as (name in the archive, file).
    Raises SealingError."""
    shown = sheet(case, now=now)
    files = [*shown.files, *(file for line in reversed(shown.lines) for file in line.files)]
    return {
        "sheet": shown,
        "contact": contact_rows(case.open_contact()),
        "consent": case.consent,
        "files": [(name_in_archive(number, file), file) for number, file in enumerate(files, start=1)],
        "now": now,
    }


def name_in_archive(number: int, file: ShownFile) -> str:
    """Return the path of a file in the archive. The number keeps files of the same name apart."""
    return f"files/{number:02}-{file.name.replace('/', '_')}"


def as_json(copy: dict[str, Any]) -> dict[str, Any]:
    shown: Sheet = copy["sheet"]
    names = {file.key: name for name, file in copy["files"]}
    consent = copy["consent"]
    return {
        _("生成时间"): _moment(copy["now"], True),
        _("编号"): shown.number,
        _("渠道"): shown.channel,
        _("提交时间"): _moment(shown.received_at, shown.has_time),
        _("状态"): shown.state,
        _("您提交的内容"): dict(shown.body),
        _("您的联系方式"): dict(copy["contact"]),
        _("材料"): {str(one.paper.label): str(one.state.label) for one in shown.papers},
        _("同意公开答复"): _("是") if shown.may_publish else _("否"),
        _("同意的个人信息告知"): {_("版本"): consent.version, _("内容"): consent.text} if consent else {},
        _("您的附件"): [_as_json_file(file, names) for file in shown.files],
        _("办理记录"): [_as_json_line(line, names) for line in reversed(shown.lines)],
    }


def _as_json_line(line: Line, names: dict[str, str]) -> dict[str, Any]:
    return {
        _("时间"): _moment(line.at, line.has_time),
        _("办理"): line.who,
        _("事项"): line.title,
        _("说明"): line.note,
        _("内容"): line.words,
        _("附件"): [_as_json_file(file, names) for file in line.files],
    }


def _as_json_file(file: ShownFile, names: dict[str, str]) -> dict[str, Any]:
    return {
        _("名称"): file.name,
        _("大小"): file.size,
        _("文件"): names[file.key] if file.is_ready else _("未通过查毒"),
    }


class _Pipe(io.RawIOBase):
    """A stream that passes on what the archive writes, so that no more than one file is in memory at a time."""

    def __init__(self):
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        content = b"".join(self._parts)
        self._parts.clear()
        return content


def packed(case: Case, copy: dict[str, Any]) -> Iterator[bytes]:
    """Return the ZIP archive in pieces: a page for people, the same as JSON for programs, and the files."""
    page = render_to_string("interact/feedback/export.html", copy)
    data = json.dumps(as_json(copy), ensure_ascii=False, indent=2)
    # Read before the first piece is sent, while an error can still get a proper answer.
    names = {file.key: name for name, file in copy["files"] if file.is_ready}
    rows = list(case.files.filter(key__in=list(names)))
    return _pieces(page, data, [(names[str(row.key)], row) for row in rows])


def _pieces(page: str, data: str, files: list) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("data.json", data)
        yield pipe.taken()
        for name, row in files:
            try:
                _about, content = read_file(row)
            except FileNotFoundError:
                continue
            archive.writestr(name, content, compress_type=zipfile.ZIP_STORED)
            yield pipe.taken()
    yield pipe.taken()
