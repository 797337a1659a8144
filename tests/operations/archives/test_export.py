"""The export has everything in open formats, and nothing that nobody may read."""

import json
from pathlib import Path

import pyrage
import pytest
from django.core.management import CommandError, call_command

from tests.interact.submitting import lay_routing, send
from tests.operations.archives.conftest import HIDDEN
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.operations.archives import cases
from unionsite.operations.archives.bags import faults_of
from unionsite.operations.archives.pages import published_batches
from unionsite.operations.archives.services import export as exporting
from unionsite.operations.archives.tables import EXPORTED, LEFT_OUT, undecided

pytestmark = pytest.mark.django_db


def lines(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def export(pieces, editor, tmp_path, monkeypatch) -> Path:
    """Tables are longer than what is read at a time."""
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    call_command("export_site", tmp_path / "export")
    return tmp_path / "export"


def test_pages_have_their_words_people_and_files(export, pieces):
    rows = {row["url"]: row for row in lines(export / "data/pages.jsonl")}

    row = rows[pieces.public.url]
    assert (row["title"], row["author"], row["tags"]) == ("=公开的稿件", "田晓禾", ["劳动竞赛"])
    assert row["release"]["kind"] == "founding"
    assert "申请表" not in row["title"]
    assert "=公开的稿件" in (export / "data" / row["html"]).read_text()
    files = {(row["model"], row["id"]): row for row in lines(export / "data/files.jsonl")}
    kept = files["core.sitedocument", pieces.document.pk]
    assert (kept["title"], (export / "data" / kept["name"]).read_bytes()) == ("申请表", b"%PDF-1.4 form")
    assert ("core.siteimage", pieces.image.pk) in files
    assert faults_of(export) == []


def test_nothing_closed_unfinished_or_secret_is_there(export, pieces):
    published = [export / "data/pages.jsonl", export / "data/files.jsonl", *(export / "data/html").rglob("*.html")]

    text = "".join(path.read_text(encoding="utf-8") for path in published)
    assert not [word for word in HIDDEN if word in text]
    everything = "".join(path.read_text(encoding="utf-8") for path in (export / "data").rglob("*.jsonl"))
    assert "password" not in lines(export / "data/people.jsonl")[0]
    assert "md5$" not in everything
    assert not (export / "data/cases.jsonl.age").exists()
    assert not list((export / "data/files").rglob("*secret*"))


def test_people_log_and_counts(export, editor):
    people = {row["username"]: row for row in lines(export / "data/people.jsonl")}
    assert people[editor.username]["groups"] == ["编辑"]
    counts = json.loads((export / "data/counts.json").read_text())
    assert counts["tables/publishing.Release.jsonl"] == len(lines(export / "data/tables/publishing.Release.jsonl")) > 0
    assert {f"tables/{label}.jsonl" for label in EXPORTED} <= counts.keys()
    assert AuditEntry.objects.get(action=Action.SITE_EXPORTED).detail["kind"] == "without cases"


def test_cases_are_sealed_for_the_holder_of_the_key(small_site, tmp_path, monkeypatch):
    monkeypatch.setattr(cases, "AT_ONCE", 1)
    lay_routing()
    sent = {case.number: case for case in (send().case for _each in range(3))}
    identity = pyrage.x25519.Identity.generate()

    call_command("export_site", tmp_path / "export", with_cases=str(identity.to_public()))

    sealed = (tmp_path / "export/data/cases.jsonl.age").read_bytes()
    rows = [json.loads(line) for line in pyrage.decrypt(sealed, [identity]).decode().splitlines()]
    case = sent[rows[0]["case"]]
    assert case.body["text"].encode() not in sealed
    assert (rows[0]["case"], rows[0]["body"], rows[0]["contact"]) == (case.number, case.body, case.open_contact())
    assert rows[0]["history"]
    assert sorted(row["case"] for row in rows) == sorted(sent)


def test_a_wrong_key_is_refused_before_anything_is_written(small_site, tmp_path):
    with pytest.raises(CommandError, match="age的公钥"):
        call_command("export_site", tmp_path / "export", with_cases="age1nothing")

    assert list(tmp_path.iterdir()) == []


def test_each_table_of_the_site_is_decided():
    assert undecided() == []
    names = [*EXPORTED, *(label for labels in LEFT_OUT.values() for label in labels)]
    assert len(names) == len(set(names))


def test_pages_are_read_some_at_a_time(pieces, monkeypatch):
    monkeypatch.setattr("unionsite.operations.archives.pages.BATCH", 2)

    batches = list(published_batches())

    assert max(len(batch.rows) for batch in batches) == 2
    pages = [page.pk for batch in batches for page, _row in batch.rows]
    assert pieces.public.pk in pages
    assert len(pages) == len(set(pages))
