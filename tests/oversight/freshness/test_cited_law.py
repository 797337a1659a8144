"""Cited law that a newer import changes or drops: the finding, the edit screen, and the end by a new release."""

from datetime import timedelta

import pytest
import time_machine

from rights.models import RightsAnswerIndexPage
from tests.factories import InterpretationPageFactory, RightsAnswerPageFactory, story
from tests.laws.builders import load, row
from tests.oversight.freshness.conftest import NOW
from tests.parallel import beside_a_writer, shared_database
from tests.releasing import publish
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.freshness import public_texts
from unionsite.oversight.freshness.services import check

pytestmark = pytest.mark.django_db
# Nobody is signed out meanwhile.
LATER = timedelta(minutes=5)


def cites(article) -> str:
    return story(("law", {"article": article.pk, "title": "", "label": "", "note": ""}))


def found(page) -> list[Finding]:
    check()
    return list(Finding.objects.open().filter(key=f"law:{page.pk}"))


@pytest.fixture
def pages(tree, clock):
    """An answer that cites article 2, an interpretation with it in its body, and one that cites article 1."""
    articles = list(load(articles=[row(1), row(2)]).articles.all())
    index = RightsAnswerIndexPage.objects.child_of(tree.rights).get()
    answer = RightsAnswerPageFactory(parent=index, citations=cites(articles[1]))
    body = InterpretationPageFactory(parent=tree.rights, body=cites(articles[1]), first_published_at=NOW)
    other = InterpretationPageFactory(parent=tree.rights, citations=cites(articles[0]), first_published_at=NOW)
    return answer, body, other


@pytest.mark.django_db(transaction=True)
def test_findings_are_stored_beside_a_writer(committed_tree, pages, tmp_path, monkeypatch):
    """More pages of a type cite a changed law than are read at a time."""
    monkeypatch.setattr(public_texts, "AT_ONCE", 1)
    with time_machine.travel(NOW + LATER, tick=False):
        load(articles=[row(1, text="另一条文。"), row(2, text="新的条文2。")])

        def check():
            return public_texts.check_cited_law(), Finding.objects.open().filter(key__startswith="law:").count()

        assert beside_a_writer(shared_database(tmp_path), check) == (3, 3)


def test_a_changed_article_is_found_and_a_new_release_ends_it(pages, admin_client):
    answer, body, other = pages
    edit = f"/admin/pages/{answer.pk}/edit/"
    with time_machine.travel(NOW + LATER, tick=False):
        # Printed in another way only.
        load(articles=[row(1, text="条文１。"), row(2)])
        assert not any(found(page) for page in pages)
        assert "所引法条已变化" not in admin_client.get(edit).content.decode()
        load(articles=[row(1, text="条文１。"), row(2, text="新的条文2。")])
        (finding,) = found(answer)
        assert finding.page_id == answer.pk
        assert "《职工休息条例》第二条" in finding.detail
        assert found(body)
        assert not found(other)
        html = admin_client.get(edit).content.decode()
        assert html.index("原来：条文2。") < html.index("现在：新的条文2。")
    with time_machine.travel(NOW + 2 * LATER, tick=False):
        publish(answer)
        assert not found(answer)
        assert "所引法条已变化" not in admin_client.get(edit).content.decode()


def test_a_dropped_article_is_named(pages, admin_client):
    answer = pages[0]
    with time_machine.travel(NOW + LATER, tick=False):
        load(articles=[row(1)])
        (finding,) = found(answer)
        assert "《职工休息条例》第二条（已不在法规库）" in finding.detail
        html = admin_client.get(f"/admin/pages/{answer.pk}/edit/").content.decode()
        assert "法规库里已没有这一条" in html
        assert "原来：条文2。" in html


def test_a_change_taken_back_is_none(pages):
    with time_machine.travel(NOW + LATER, tick=False):
        load(articles=[row(1), row(2, text="新的条文2。")])
        load(articles=[row(1), row(2)])
        assert not found(pages[0])
