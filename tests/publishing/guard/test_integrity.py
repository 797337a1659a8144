"""The daily comparison is always true: it takes no lock for a change, and a run is one row of the audit log (T54)."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from wagtail.models import Page

from tests.conftest import member
from tests.factories import NewsPageFactory
from tests.parallel import beside_a_writer, shared_database
from unionsite.audit.models import AuditEntry
from unionsite.publishing.guard import integrity
from unionsite.publishing.models import Appearance

# More than were once read at a time.
PAGES = 260


def lay_unreleased(number: int) -> None:
    """Live rows that nobody released: as many real ones would take a minute."""
    root = Page.get_first_root_node()
    Page.objects.bulk_create(
        Page(
            title=f"没有放行{place}",
            slug=f"unreleased-{place}",
            path=f"{root.path}Z{place:03}",
            depth=2,
            locale=root.locale,
            content_type=root.content_type,
            url_path=f"/unreleased-{place}/",
        )
        for place in range(number)
    )


@pytest.mark.django_db(transaction=True)
def test_t54_beside_a_writer_every_look_is_stored_and_none_is_a_fault(committed_tree, tmp_path):
    """As at the first run and after each update: no look of this program's version is stored yet."""
    released = [NewsPageFactory(parent=committed_tree.news, slug=f"piece-{number}") for number in range(3)]
    lay_unreleased(PAGES)
    Appearance.objects.all().delete()

    def check():
        return list(integrity.faults()), Appearance.objects.count()

    found, stored = beside_a_writer(shared_database(tmp_path), check)
    assert {fault.instance.title[:4] for fault in found} == {"没有放行"}
    assert (len(found), stored) == (PAGES, len(released))


@pytest.fixture
def pages(tree, monkeypatch):
    monkeypatch.setattr(integrity, "PAUSES", (0, 0, 0))
    return [NewsPageFactory(parent=tree.news, title=f"第{number}篇", slug=f"piece-{number}") for number in range(3)]


def failing(page, times: int):
    """Inside, the database answers the first `times` questions for this page's content with an error."""

    def execute(run, sql, params, many, context):
        nonlocal times
        if times and "news_newspage" in sql and page.pk in (params or ()):
            times -= 1
            raise OperationalError("database is locked")
        return run(sql, params, many, context)

    return connection.execute_wrapper(execute)


@pytest.mark.django_db
def test_t54_what_could_not_be_checked_once_is_checked_again(pages, mailoutbox):
    with failing(pages[1], 2):
        assert integrity.check_public_content() == []
    assert not mailoutbox
    assert not AuditEntry.objects.filter(action__startswith="release_").exists()


@pytest.mark.django_db
def test_t54_what_cannot_be_checked_at_all_is_not_called_changed(pages, mailoutbox):
    officer = member("系统管理员")
    with failing(pages[1], -1):
        (fault,) = integrity.check_public_content()
        with pytest.raises(CommandError, match="1 things could not be checked"):
            call_command("check_releases")
    assert fault.is_unchecked
    (message,) = mailoutbox
    assert message.to == [officer.email]
    entry = AuditEntry.objects.get(action="release_unchecked")
    assert entry.detail == {"faults": 0, "unchecked": 1, "objects": []}
    assert str(pages[1].pk) in message.body
    for words in (message.subject, message.body, entry.reason):
        assert "没有核对成" in words
        assert not any(word in words for word in ("不符", "篡改", "不一致"))


@pytest.mark.django_db
def test_t54_many_faults_are_one_row_and_one_mail_to_each_officer(pages, mailoutbox):
    officers = [member("系统管理员"), member("安全管理员")]
    Page.objects.filter(pk__in=[page.pk for page in pages[:2]]).update(title="没有审过的标题")
    with failing(pages[2], -1):
        assert len(integrity.check_public_content()) == 3
    entry = AuditEntry.objects.get(action__startswith="release_")
    assert (entry.action, entry.detail["faults"], entry.detail["unchecked"]) == ("release_broken", 2, 1)
    assert entry.detail["objects"] == [f"动态稿件{page.pk}" for page in pages[:2]]
    assert sorted(message.to[0] for message in mailoutbox) == sorted(officer.email for officer in officers)
    assert mailoutbox[0].body.count("没有审过的标题") == 2
    assert mailoutbox[0].body.index("没有审过的标题") < mailoutbox[0].body.index("没有核对成")
