"""What is found follows what is public: publishing, withdrawing, restricting, moving; and the rebuild."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from interact.models import QuestionnairePage
from search.models import SearchEntry
from tests.factories import InfoPageFactory, NewsPageFactory, PlainPageFactory
from tests.releasing import publish, publish_draft
from unionsite.core import generation

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece(tree):
    page = NewsPageFactory(parent=tree.news, title="防暑降温进车间")
    publish(page)
    return page


def test_a_draft_is_not_found(tree, titles):
    page = NewsPageFactory(parent=tree.news, title="防暑草稿", live=False)
    page.save_revision()
    assert titles("防暑") == []
    call_command("rebuild_search", verbosity=0)
    assert titles("防暑") == []


def test_a_draft_change_is_found_when_it_is_published(piece, titles):
    piece.title = "送凉茶进车间"
    revision = piece.save_revision()
    assert (titles("凉茶"), titles("降温")) == ([], ["防暑降温进车间"])
    call_command("rebuild_search", verbosity=0)
    assert titles("凉茶") == []
    publish(piece, revision)
    assert (titles("凉茶"), titles("降温")) == (["送凉茶进车间"], [])


def test_an_unpublished_piece_is_gone(piece, titles):
    piece.unpublish()
    assert titles("降温") == []
    assert not SearchEntry.objects.filter(page=piece.pk).exists()


def test_a_piece_withdrawn_without_a_signal_is_gone(piece, titles):
    type(piece).objects.filter(pk=piece.pk).update(live=False)
    assert titles("降温") == []


def test_a_deleted_section_takes_its_entries_along(tree, piece, titles):
    tree.news.delete()
    assert titles("降温") == []
    assert not SearchEntry.objects.filter(page=piece.pk).exists()


def test_an_expired_piece_is_gone_even_before_the_scheduler_came(piece, titles):
    type(piece).objects.filter(pk=piece.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert titles("降温") == []
    call_command("publish_scheduled", verbosity=0)
    assert not SearchEntry.objects.filter(page=piece.pk).exists()


@pytest.mark.parametrize("restricted", ["itself", "section"])
@pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD])
def test_a_private_piece_is_found_by_nobody(admin_client, tree, piece, find, restricted, kind):
    PageViewRestriction.objects.create(page=piece if restricted == "itself" else tree.news, restriction_type=kind)
    generation.forget()
    assert find("降温") == []
    assert "<span>1</span>" not in find.html
    assert piece.title not in admin_client.get("/search/?q=降温").content.decode()


def test_an_alias_is_not_found(tree, piece, titles):
    alias = piece.create_alias(parent=tree.en_news, update_locale=tree.en.locale)
    publish(piece)
    call_command("rebuild_search", verbosity=0)
    assert alias.live
    assert titles("降温", "/en/search/") == []
    assert not SearchEntry.objects.filter(page=alias.pk).exists()


def test_a_moved_or_renamed_page_is_found_at_its_new_address(tree, find):
    above = PlainPageFactory(parent=tree.home, title="服务指南", slug="guide")
    page = PlainPageFactory(parent=tree.home, title="办证须知", slug="card")
    publish(page)
    page.move(above, pos="last-child")
    assert find("办证") == [("办证须知", "/guide/card/")]
    above.refresh_from_db()
    above.slug = "help"
    publish(above)
    assert find("办证") == [("办证须知", "/help/card/")]


def test_the_result_of_a_questionnaire_is_not_found_before_it_is_shown(tree, titles):
    page = QuestionnairePage(
        title="食堂问卷", slug="canteen", result_note="<p>多数人赞成延时。</p>", locale=tree.home.locale, live=False
    )
    tree.interact.add_child(instance=page)
    publish(page)
    assert titles("食堂") == ["食堂问卷"]
    assert titles("赞成延时") == []


def test_publishing_in_the_admin_is_enough(admin_client, tree, titles):
    page = InfoPageFactory(parent=tree.info, title="浴室检修通知", live=False, first_published_at=None)
    page.save_revision()
    assert titles("检修") == []
    publish_draft(page)
    assert titles("检修") == ["浴室检修通知"]
    admin_client.post(f"/admin/pages/{page.pk}/unpublish/")
    assert titles("检修") == []


def test_blocks_give_their_words_as_plain_text(tree):
    body = [
        {"type": "paragraph", "value": "<p>办结<b>17件</b>&amp;回访。</p><p>第二段</p>", "id": "a"},
        {"type": "quote", "value": {"text": "一毫米", "attribution": "班组长"}, "id": "b"},
        {"type": "questions", "value": [{"question": "能跨年吗", "answer": "<p>可以</p>"}], "id": "c"},
    ]
    page = NewsPageFactory(parent=tree.news, body=json.dumps(body))
    publish(page)
    text = SearchEntry.objects.get(page=page.pk).text
    for words in ("办结17件&回访。 第二段", "一毫米", "班组长", "能跨年吗", "可以", "综合楼报告厅"):
        assert words in text
    assert page.title not in text


def test_the_rebuild_writes_what_is_missing_and_drops_what_is_stale(tree, piece, titles, capsys):
    quiet = NewsPageFactory(parent=tree.news, title="悄悄降温")
    SearchEntry.objects.filter(page=piece.pk).update(title="旧题")
    gone = NewsPageFactory(parent=tree.news, title="撤下的降温稿")
    publish(gone)
    type(gone).objects.filter(pk=gone.pk).update(live=False)
    call_command("rebuild_search")
    shown = capsys.readouterr()
    assert "清除1个失效条目" in shown.out
    assert "个页面" in shown.err
    assert set(titles("降温")) == {piece.title, quiet.title}
    before = set(SearchEntry.objects.values_list("pk", "title", "text"))
    call_command("rebuild_search", verbosity=0)
    assert "清除0个失效条目" in capsys.readouterr().out
    assert set(SearchEntry.objects.values_list("pk", "title", "text")) == before


def test_the_rebuild_takes_an_empty_site(db, capsys):
    SearchEntry.objects.all().delete()
    for page in Page.objects.filter(depth=2):
        page.specific.delete()
    call_command("rebuild_search")
    assert "收录0个页面" in capsys.readouterr().out


def test_the_rebuild_asks_once_for_a_whole_batch(tree, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(200) as captured:
            call_command("rebuild_search", verbosity=0)
        return len(captured)

    NewsPageFactory(parent=tree.news, tags=["疗养"])
    few = queries()
    for number in range(15):
        NewsPageFactory(parent=tree.news, tags=["疗养", f"第{number}批"])
    assert queries() <= few + 3
