"""The archive holds what an anonymous reader sees, in WARC that a common reader opens, with its catalogue."""

import csv
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from warcio.archiveiterator import ArchiveIterator

from tests.operations.archives.conftest import HIDDEN
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.operations.archives.catalogue import described

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(pieces, settings, tmp_path) -> Path:
    settings.STATIC_ROOT = tmp_path / "static"
    (settings.STATIC_ROOT / "css").mkdir(parents=True)
    (settings.STATIC_ROOT / "css/site.css").write_text("body { background: url('../img/paper.png') }")
    (settings.STATIC_ROOT / "img").mkdir()
    (settings.STATIC_ROOT / "img/paper.png").write_bytes(b"png")
    call_command("archive_site", to=tmp_path / "archive")
    return tmp_path / "archive"


def records(archive: Path, kind: str) -> dict[str, bytes]:
    found = {}
    for file in sorted((archive / "data").glob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                if record.rec_type == kind:
                    found[record.rec_headers.get_header("WARC-Target-URI")] = record.content_stream().read()
                    assert not record.http_headers or not record.http_headers.get_header("Set-Cookie")
    return found


def test_holds_pages_documents_styles_and_pictures(archive, pieces, settings):
    base, found = settings.BASE_URL, records(archive, "response")

    assert "=公开的稿件" in found[base + pieces.public.url].decode()
    assert found[base + pieces.document.url] == b"%PDF-1.4 form"
    assert b"background" in found[f"{base}/static/css/site.css"]
    assert found[f"{base}/static/img/paper.png"] == b"png"
    assert any(address.startswith(f"{base}/media/images/") for address in found)
    assert {
        f"{base}/",
        f"{base}/en/",
        f"{base}/robots.txt",
        f"{base}/sitemap.xml",
        f"{base}/news/feed/",
    } <= found.keys()
    assert base + pieces.closed.url not in found
    assert base + pieces.hidden.url not in found
    everything = b"".join(found.values()) + b"".join(records(archive, "metadata").values())
    assert not [word for word in HIDDEN if word.encode() in everything]


def test_the_catalogue_describes_each_page(archive, pieces, settings):
    with (archive / "data/目录.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = {row["网址"]: row for row in csv.DictReader(table)}

    row = rows[settings.BASE_URL + pieces.public.url]
    # Not a formula.
    assert row["题名"] == "'=公开的稿件"
    assert (row["责任者"], row["作者"], row["栏目"], row["密级"]) == ("公司工会", "田晓禾", "工作动态", "公开")
    assert len(row["校验值"]) == 64
    assert (archive / "data" / row["存放文件"]).exists()
    about = json.loads((archive / "data/网站信息.json").read_text())
    assert about["网页数"] == len(rows)


def test_is_on_record_and_can_be_checked(archive, capsys):
    entry = AuditEntry.objects.get(action=Action.SITE_ARCHIVED)
    assert entry.subject_label == "archive"
    assert len(entry.detail["sha256"]) == 64
    call_command("archive_site", check=archive)
    assert "核对无误" in capsys.readouterr().out
    (archive / "data/说明.txt").write_text("别的")

    with pytest.raises(CommandError, match="被改动"):
        call_command("archive_site", check=archive)


def test_a_folder_in_use_is_refused(archive):
    with pytest.raises(CommandError, match="已经有文件"):
        call_command("archive_site", to=archive)


@pytest.mark.parametrize("number", [1, 150])
def test_the_catalogue_costs_the_same_for_few_and_many(number, pieces, django_assert_num_queries):
    list(described(["/"], "工会"))
    addresses = [pieces.public.url, *(f"/news/nothing-{index}/" for index in range(number))]

    with django_assert_num_queries(3):
        rows = list(described(addresses, "工会"))

    assert len(rows) == number + 1
