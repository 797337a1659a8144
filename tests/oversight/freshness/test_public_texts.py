"""S-1.6: words that readers see already are looked at each day, by the words and rules of that day."""

import pytest

from tests.conftest import member
from tests.factories import NewsPageFactory, story
from tests.oversight.freshness.conftest import NOW
from unionsite.oversight.findings.choices import Gravity
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.freshness.public_texts import check_public_texts
from unionsite.oversight.freshness.services import check
from unionsite.publishing.textchecks.models import WordEntry
from unionsite.publishing.textchecks.services import delete_word, save_word

pytestmark = pytest.mark.django_db
IDENTITY = "110101199003071233"


def body(html: str) -> str:
    return story(("paragraph", f"<p>{html}</p>"))


def found() -> list[Finding]:
    return list(Finding.objects.open().filter(key__startswith="text:"))


def test_s_1_6_a_number_that_an_earlier_release_let_through_is_found_in_public(tree, clock, admin_client):
    page = NewsPageFactory(parent=tree.news, body=body(f"证号{IDENTITY[:8]}<i>{IDENTITY[8:]}</i>。"))
    NewsPageFactory(parent=tree.news, body=body(f"证号{IDENTITY}。"), live=False)
    check()
    check()

    (finding,) = found()
    assert (finding.page_id, finding.gravity) == (page.pk, Gravity.VETO)
    assert IDENTITY[4:14] not in finding.title + finding.detail
    assert "正文第1块" in admin_client.get(f"/admin/findings/{finding.pk}/").content.decode()


def test_a_word_of_today_finds_what_was_published_before_and_is_closed_with_it(tree, clock):
    NewsPageFactory(parent=tree.news, body=body("这里有禁<br/>用词。"))
    editor = member("编辑")
    assert check_public_texts(NOW) == 0
    entry = save_word(entry=WordEntry(word="禁用词", kind="sensitive"), actor=editor)
    assert check_public_texts(NOW) == len(found()) == 1
    delete_word(entry=entry, actor=editor)

    assert check_public_texts(NOW) == len(found()) == 0


def test_all_batches_are_read(tree, clock, monkeypatch):
    monkeypatch.setattr("unionsite.oversight.freshness.public_texts._BATCH", 2)
    for _number in range(5):
        NewsPageFactory(parent=tree.news, body=body(f"证号{IDENTITY}。"))

    assert check_public_texts(NOW) == 5
