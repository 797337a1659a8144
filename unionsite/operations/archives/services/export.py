"""Exports everything in open formats, for the day the union leaves this software."""

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.querysets import in_chunks
from unionsite.operations.archives import cases
from unionsite.operations.archives.bags import TAGS, digest_of, new_bag
from unionsite.operations.archives.catalogue import BATCH
from unionsite.operations.archives.pages import FILE_MODELS, published_batches
from unionsite.operations.archives.tables import tables
from unionsite.operations.reader.asking import AnonymousReader

AT_ONCE = 500
_PERSON = ("id", "username", "name", "employee_number", "email", "phone", "is_staff", "is_active", "date_joined")
_PERSON += ("activated_at", "left_on")
_README = """本文件夹是网站全部数据的导出，按BagIt（RFC 8493）存放，文字都是UTF-8。
.jsonl文件每行一个JSON对象，Excel、数据库和各种编程语言都能读取。

data/pages.jsonl    已公开的页面：标题、摘要、正文（body，各段的类型和内容）、类型、语言、网址、部门、作者、标签、
                    发布时间、审核人
data/html/          同样的页面，读者看到的样子，一页一个index.html
data/files/         页面用到的图片、文件、音视频的原件；data/files.jsonl是它们的标题、来源和文件名
data/people.jsonl   人员：姓名、工号、部门、用户组；没有密码，含个人信息，请妥善保管
data/tables/        问卷和答卷、活动和结果、审计日志（audit.AuditEntry）、放行台账（publishing.Release）、
                    监督考核等，一张表一个文件，文件名是表名；含个人信息，请妥善保管
data/uploads/       问卷答卷、问题整改、安全职责、安全事件的附件，文件名见相应的表
data/cases.jsonl.age 职工诉求，只在指定--with-cases时才有；用age加密，用私钥解密：age -d -i 私钥文件
data/counts.json    每个文件的行数
manifest-sha256.txt 全部文件的SHA-256校验值；核对：manage.py archive_site --check 本文件夹

没有导出的：密码和各种密钥、登录状态、草稿和没有公开的稿件、选票与投票人。
"""


@dataclass
class Exported:
    folder: Path
    counts: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


def export_site(*, folder: Path, cases_for: str = "", now: datetime | None = None) -> Exported:
    """Write the export into a new folder; it stands there whole, or not at all. Cases only for a public key of age.

    Raises FolderTaken, NotARecipient, and SealingError where a case does not open.
    """
    now, key = now or timezone.now(), cases.recipient(cases_for) if cases_for else None
    done = Exported(folder)
    info = {"Bagging-Date": f"{timezone.localdate(now)}", "External-Description": f"{settings.BASE_URL} export"}
    with new_bag(folder, info) as data:
        used = _put_pages(data, done)
        _put_files(data, done, used)
        done.counts["people.jsonl"] = _put_lines(data / "people.jsonl", _people())
        for label, rows, fields in tables():
            _put_table(data, done, label, rows, fields)
        if key is not None:
            done.counts["cases.jsonl.age"] = cases.write_cases(data / "cases.jsonl.age", key)
        (data / "说明.txt").write_text(_README, encoding="utf-8")
        (data / "counts.json").write_text(json.dumps(done.counts, indent=1) + "\n", encoding="utf-8")
    detail = {"rows": done.rows, "sha256": digest_of(folder / TAGS), "kind": "with cases" if key else "without cases"}
    audit.record(Action.SITE_EXPORTED, subject_label=folder.name, detail=detail)
    return done


def _put_pages(data: Path, done: Exported) -> dict[type, set[str]]:
    """Write the pages and how they look; return the numbers of the files they use."""
    used: dict[type, set[str]] = {model: set() for model in FILE_MODELS}
    reader = AnonymousReader()

    def rows() -> Iterator[dict]:
        for batch in published_batches():
            for model, numbers in batch.used.items():
                used[model] |= numbers
            for _page, row in batch.rows:
                row["html"] = _put_html(data, reader, row["url"], done)
                yield row

    done.counts["pages.jsonl"] = _put_lines(data / "pages.jsonl", rows())
    return used


def _put_html(data: Path, reader: AnonymousReader, url: str, done: Exported) -> str:
    path = url.removeprefix(settings.BASE_URL)
    with reader.ask(path) as response:
        if response.status_code != 200 or response.streaming:
            done.missing.append(path)
            return ""
        target = data / "html" / path.strip("/") / "index.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(response.content)
    return target.relative_to(data).as_posix()


def _put_files(data: Path, done: Exported, used: dict[type, set[str]]) -> None:
    def rows() -> Iterator[dict]:
        for model, numbers in used.items():
            for start in range(0, len(ordered := sorted(numbers)), BATCH):
                for item in model.objects.filter(pk__in=ordered[start : start + BATCH]).order_by("pk"):
                    name = _put_upload(data / "files", item.file, done)
                    about = serializers.serialize("python", [item])[0]
                    yield {"model": about["model"], "id": item.pk, "name": name, **about["fields"]}

    done.counts["files.jsonl"] = _put_lines(data / "files.jsonl", rows())


def _put_table(data: Path, done: Exported, label: str, rows, fields: list[str]) -> None:
    """Write a table by Django's own serializer, row by row, and the files that its rows name."""
    target, number = data / "tables" / f"{label}.jsonl", 0
    target.parent.mkdir(exist_ok=True)
    has_file = "file" in fields

    def counted() -> Iterator:
        nonlocal number
        for row in in_chunks(rows, AT_ONCE):
            number += 1
            if has_file and row.file:
                _put_upload(data / "uploads", row.file, done)
            yield row

    with target.open("w", encoding="utf-8") as stream:
        serializers.serialize("jsonl", counted(), stream=stream, fields=fields, ensure_ascii=False)
    done.counts[f"tables/{target.name}"] = number


def _put_upload(folder: Path, file, done: Exported) -> str:
    """Copy an upload out of its storage; one that is not there any more is told, and stops nothing."""
    target = folder / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.storage.open(file.name, "rb") as source, target.open("wb") as stream:
            shutil.copyfileobj(source, stream)
    except FileNotFoundError:
        done.missing.append(file.name)
        return ""
    return f"{folder.name}/{file.name}"


def _people() -> Iterator[dict]:
    people = User.objects.select_related("department").prefetch_related("groups")
    for person in in_chunks(people, AT_ONCE):
        row = {name: getattr(person, name) for name in _PERSON}
        row["department"] = person.department.name if person.department else ""
        yield row | {"groups": [group.name for group in person.groups.all()]}


def _put_lines(target: Path, rows: Iterable[dict]) -> int:
    number = 0
    with target.open("w", encoding="utf-8") as stream:
        for row in rows:
            number += 1
            stream.write(json.dumps(row, ensure_ascii=False, cls=DjangoJSONEncoder) + "\n")
    return number
