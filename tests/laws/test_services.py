"""Loading: what is kept, changed, removed, refused."""

import json
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backend

from tests.factories import InterpretationPageFactory
from tests.laws.builders import encode, load, row, statute_data
from unionsite.laws.models import Statute, StatuteArticle
from unionsite.laws.parsing import StatuteError, parse_statute
from unionsite.laws.services import Outcome, find_files, import_files, load_statute, statutes_imported

pytestmark = pytest.mark.django_db


def load_rows(*rows, **changes):
    return load_statute(parsed=parse_statute(encode(statute_data(articles=list(rows), **changes))))


def stored(statute):
    return list(statute.articles.values_list("position", "anchor", "text"))


@pytest.fixture
def heard():
    """Ids of the statutes that each signal named."""
    calls = []

    def receiver(statute_ids, **_kwargs):
        calls.append(statute_ids)

    statutes_imported.connect(receiver)
    yield calls
    statutes_imported.disconnect(receiver)


@pytest.fixture
def folder(tmp_path):
    for name in "甲乙":
        (tmp_path / f"{name}.json").write_bytes(encode(statute_data(f"工会{name}条例")))
    return tmp_path


@contextmanager
def database_refuses(word: str):
    """As if the disk were full when the statement that holds `word` comes."""

    def refuse(execute, sql, params, many, context):
        if "INSERT" in sql and any(word in str(value) for value in params or ()):
            raise IntegrityError("refused")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def test_added():
    loaded = load_rows(row(1), row(2))
    assert loaded.outcome is Outcome.ADDED
    assert loaded.statute.slug == "zhigong-xiuxi-tiaoli"
    assert stored(loaded.statute) == [(1, "art-1", "条文1。"), (2, "art-2", "条文2。")]


def test_unchanged_writes_nothing(django_assert_num_queries):
    load_rows(row(1))
    with django_assert_num_queries(3):  # savepoint, look-up, release
        assert load_rows(row(1)).outcome is Outcome.UNCHANGED


def test_an_article_keeps_its_key_and_a_removed_one_goes():
    before = load_rows(row(1), row(2), row(3)).statute
    keys = dict(before.articles.values_list("anchor", "pk"))
    loaded = load_rows(row(1), row(3, text="新的条文3。"), row(4), title="职工休息条例（新）")
    assert loaded.outcome is Outcome.UPDATED
    assert loaded.statute.pk == before.pk
    assert loaded.statute.slug == before.slug
    assert stored(loaded.statute) == [(1, "art-1", "条文1。"), (2, "art-3", "新的条文3。"), (3, "art-4", "条文4。")]
    after = dict(loaded.statute.articles.values_list("anchor", "pk"))
    assert {anchor: after[anchor] for anchor in ("art-1", "art-3")} == {
        anchor: keys[anchor] for anchor in ("art-1", "art-3")
    }


def test_an_article_put_in_between_moves_the_others():
    load_rows(row(1), row(2), row(3))
    statute = load_rows(row(1), row(1, label="第一条之一"), row(2), row(3)).statute
    assert [anchor for _position, anchor, _text in stored(statute)] == ["art-1", "art-1-1", "art-2", "art-3"]


def test_articles_in_another_order():
    load_rows(row(1), row(2), row(3))
    statute = load_rows(row(3), row(1), row(2)).statute
    assert [anchor for _position, anchor, _text in stored(statute)] == ["art-3", "art-1", "art-2"]


def test_the_same_slug_twice():
    assert [load("工会法").slug, load("中华人民共和国工会法").slug] == ["gonghui-fa", "gonghui-fa-2"]


def test_names_of_two_statutes():
    load("工会甲条例")
    load("工会乙条例")
    with pytest.raises(StatuteError, match="分不清"):
        load("工会甲条例", title="工会乙条例")


def test_a_dry_run_writes_nothing():
    parsed = parse_statute(encode(statute_data()))
    assert load_statute(parsed=parsed, dry_run=True).outcome is Outcome.ADDED
    assert not Statute.objects.exists()


def test_a_failure_half_way_leaves_nothing():
    with database_refuses("条文2"), pytest.raises(IntegrityError):
        load_rows(row(1), row(2))
    assert not Statute.objects.exists()


def test_a_folder(folder, heard):
    reports = list(import_files(paths=find_files(folder)))
    assert [report.loaded.outcome for report in reports] == [Outcome.ADDED, Outcome.ADDED]
    assert [sorted(ids) for ids in heard] == [sorted(Statute.objects.values_list("pk", flat=True))]
    again = list(import_files(paths=find_files(folder)))
    assert [report.loaded.outcome for report in again] == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert len(heard) == 1


def test_a_refused_file_stops_nothing(folder, heard):
    (folder / "丙.json").write_bytes(b"{")
    (folder / "丁.json").write_bytes(encode(statute_data("工会甲条例", count=1)))
    reasons = {report.path.name: report.reason for report in import_files(paths=find_files(folder))}
    assert reasons["丙.json"] == "文件不是有效的JSON。"
    refused = [name for name, reason in reasons.items() if "是同一部法规" in reason]
    assert len(refused) == 1
    assert Statute.objects.count() == 2
    assert len(heard) == 1


def test_a_file_that_the_database_refuses(folder):
    with database_refuses("工会乙条例"):
        reasons = {report.path.name: report.reason for report in import_files(paths=find_files(folder))}
    assert reasons["乙.json"].startswith("数据库没有接受")
    assert list(Statute.objects.values_list("short_title", flat=True)) == ["工会甲条例"]


def test_the_inner_folder_comes_first(folder):
    inner = folder / "statutes"
    inner.mkdir()
    (inner / "丙.json").write_bytes(encode(statute_data("工会丙条例")))
    assert [path.name for path in find_files(folder)] == ["丙.json"]


def test_articles_reach_the_search_index(folder):
    list(import_files(paths=find_files(folder)))
    found = get_search_backend().search("条文2", StatuteArticle)
    assert {str(article) for article in found} == {"《工会甲条例》第二条", "《工会乙条例》第二条"}


def test_a_removed_article_that_is_cited_is_reported(tree):
    statute = load_rows(row(1), row(2), row(3)).statute
    article = statute.articles.get(anchor="art-2")
    value = {"article": article.pk, "title": "", "label": "", "note": ""}
    page = InterpretationPageFactory(
        parent=tree.rights, citations=json.dumps([{"type": "law", "value": value, "id": "c1"}])
    )
    assert ReferenceIndex.get_references_to(article).count() == 1
    assert load_rows(row(1)).lost == ("第二条",)
    assert not ReferenceIndex.get_references_to(article).exists()
    page.refresh_from_db()
    assert page.citations[0].value["article"] is None
