"""来稿 in the admin: editors take over or decline, the sender sees what became of it; figures (S-2.9)."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Page

from news.models import NewsPage
from tests.accounts.rolls import EmployeeFactory
from tests.clients import signed_in
from tests.conftest import member
from tests.factories import DepartmentFactory
from tests.publishing.contributions.sending import decide, form, photo, sent, sent_with_picture, stored
from tests.publishing.reviewing import approve, fresh, reject, submit
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.models import SiteImage
from unionsite.publishing.contributions.choices import Standing, Stored
from unionsite.publishing.contributions.pieces import Contribution
from unionsite.publishing.contributions.services import forget

pytestmark = pytest.mark.django_db
LIST = "/admin/contributions/"


def url_of(piece: Contribution) -> str:
    return f"{LIST}{piece.pk}/"


@pytest.fixture
def arrived(desk, head_desk):
    """With the editors, after the head's sign-off."""
    piece = sent_with_picture(desk)
    decide(head_desk, piece, words="请编辑核对人数")
    return stored(piece)


def completed(piece: Contribution) -> Page:
    """The draft with what an editor adds."""
    page = fresh(piece.page)
    page.organiser = "机加车间工会"
    page.save()
    return page


def test_editors_find_it_and_take_it_over(editor_client, editor, arrived):
    assert "班前会开到机床旁" in editor_client.get(LIST).content.decode()
    page = editor_client.get(url_of(arrived)).content.decode()
    assert "请编辑核对人数" in page
    assert "每天八点，十分钟。" in page
    assert "编辑此稿" in page
    response = editor_client.post(url_of(arrived), {"action": "take"})
    assert response["Location"] == f"/admin/pages/{arrived.page_id}/edit/"
    assert editor_client.get(response["Location"]).status_code == 200
    arrived.refresh_from_db()
    assert arrived.taken_by == editor


def test_editors_see_its_pictures_and_those_before_the_sign_off_not(editor_client, desk, arrived):
    picture = arrived.pictures.get()
    answer = editor_client.get(f"/contribute/{arrived.key}/pictures/{picture.pk}/")
    assert b"".join(answer.streaming_content)[:3] == b"\xff\xd8\xff"
    waiting = sent_with_picture(desk)
    assert editor_client.get(f"/contribute/{waiting.key}/pictures/{waiting.pictures.get().pk}/").status_code == 404
    assert editor_client.get(url_of(waiting)).status_code == 404
    assert waiting.title not in [row.title for row in editor_client.get(LIST).context["object_list"] if row == waiting]


def test_what_is_missing_is_told(editor_client, desk, head_desk):
    piece = sent(desk, happened_on="", happened_time="")
    decide(head_desk, piece)
    assert "没有写哪一天的事" in editor_client.get(url_of(piece)).content.decode()
    assert not NewsPage.objects.filter(title=piece.title, starts_at__isnull=False).exists()


def test_without_a_sign_off_the_editors_are_told(editor_client, tree):
    piece = sent(signed_in(EmployeeFactory(department=DepartmentFactory())))
    assert "未经部门核稿" in editor_client.get(url_of(piece)).content.decode()


def test_declined_the_sender_reads_why_and_draft_and_pictures_go(
    editor_client, editor, desk, arrived, django_capture_on_commit_callbacks
):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        editor_client.post(url_of(arrived), {"action": "decline", "reason": "上月已登过同一件事"})
    assert stored(arrived).standing is Standing.DECLINED
    assert not Page.objects.filter(pk=arrived.page_id).exists()
    assert not Page.objects.filter(title=arrived.title).exists()
    assert not SiteImage.objects.exists()
    page = desk.get(f"/contribute/{arrived.key}/").content.decode()
    assert "未采用" in page
    assert "上月已登过同一件事" in page
    assert mail.outbox[0].to == ["sender@example.com"]
    assert "上月已登过同一件事" in mail.outbox[0].body
    entry = AuditEntry.objects.get(action=Action.CONTRIBUTION_DECLINED)
    assert (entry.actor_id, entry.reason) == (editor.pk, "上月已登过同一件事")


def test_declined_a_draft_that_an_editor_worked_on_stays(editor_client, editor, arrived):
    arrived.page.specific.save_revision(user=editor, clean=False)
    editor_client.post(url_of(arrived), {"action": "decline", "reason": "上月已登过同一件事"})
    assert Page.objects.filter(pk=arrived.page_id, live=False).exists()
    assert SiteImage.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "。", "长" * 1001, "a\x00b"])
def test_declined_without_a_reason_it_is_not(editor_client, arrived, reason):
    response = editor_client.post(url_of(arrived), {"action": "decline", "reason": reason})
    assert "reason" in response.context["form"].errors
    assert stored(arrived).standing is Standing.EDITORS


def test_its_state_follows_the_page(
    desk, editor_client, editor, arrived, first_reviewer, final_reviewer, django_capture_on_commit_callbacks
):
    page = submit(completed(arrived), editor)
    assert stored(arrived).standing is Standing.IN_REVIEW
    assert "审核中" in desk.get("/contribute/").content.decode()
    editor_client.post(url_of(arrived), {"action": "decline", "reason": "上月已登过同一件事"})
    assert stored(arrived).standing is Standing.IN_REVIEW
    reject(page, first_reviewer)
    assert stored(arrived).standing is Standing.EDITORS
    page = submit(page, editor)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        page = approve(approve(page, first_reviewer), final_reviewer)
    assert stored(arrived).standing is Standing.PUBLISHED
    assert page.get_url() in desk.get("/contribute/").content.decode()
    assert page.get_url() in desk.get(f"/contribute/{arrived.key}/").content.decode()
    to_sender = [message for message in mail.outbox if message.to == ["sender@example.com"]]
    assert [message.subject for message in to_sender] == ["您的投稿《班前会开到机床旁》已发布"]
    page.unpublish()
    assert stored(arrived).standing is Standing.TAKEN_DOWN


def test_the_sender_cannot_review_the_own_words(desk, head_desk, machining, editor, tree):
    person = member("初审", department=machining, name="李审")
    piece = sent(signed_in(person))
    decide(head_desk, piece)
    page = submit(completed(stored(piece)), editor)
    assert not page.current_workflow_task.get_actions(page, person)


def test_a_deleted_draft_is_made_again(editor_client, arrived):
    fresh(arrived.page).delete()
    assert "草稿已删除" in editor_client.get(LIST).content.decode()
    response = editor_client.post(url_of(arrived), {"action": "remake"})
    arrived.refresh_from_db()
    assert response["Location"] == f"/admin/pages/{arrived.page_id}/edit/"
    assert editor_client.post(url_of(arrived), {"action": "remake"}, follow=True).status_code == 200
    assert arrived.page.get_siblings().filter(title=arrived.title).count() == 1


@pytest.mark.parametrize("group", ["信息员", "终审", "应急下线", "举报办理", "安全管理员", "审计员"])
@pytest.mark.parametrize("path", ["", "1/", "results/", "statistics/"])
def test_other_staff_do_not_get_in(client, tree, group, path):
    client.force_login(member(group))
    assert client.get(LIST + path).status_code == 302


def test_employees_do_not_get_in(desk):
    assert desk.get(LIST).status_code == 302


def test_the_list_costs_the_same_for_one_and_for_many(
    editor_client, desk, head_desk, arrived, django_assert_num_queries
):
    editor_client.get(LIST)
    with django_assert_num_queries(17):
        editor_client.get(LIST)
    for _number in range(5):
        decide(head_desk, sent(desk))
    with django_assert_num_queries(17):
        response = editor_client.get(LIST)
    assert len(response.context["object_list"]) == 6


def test_filters_by_state_and_words(editor_client, desk, head_desk, arrived):
    other = sent(desk, title="另外一件事")
    decide(head_desk, other)
    editor_client.post(url_of(other), {"action": "decline", "reason": "上月已登过同一件事"})

    def titles(query):
        return [row.title for row in editor_client.get(f"{LIST}?{query}").context["object_list"]]

    assert titles("standing_now=editors") == ["班前会开到机床旁"]
    assert titles("standing_now=declined") == ["另外一件事"]
    assert titles("q=另外") == ["另外一件事"]
    assert titles("standing_now=nonsense") == []


# --- Figures ---


@pytest.fixture
def figures(desk, head_desk, machining, arrived):
    """One published piece, one sent back, one declined, and one of a department with a dangerous name."""
    Page.objects.filter(pk=arrived.page_id).update(first_published_at=timezone.now())
    decide(head_desk, sent(desk), "return", "请再写具体些")
    declined = sent(desk)
    Contribution.objects.filter(pk=declined.pk).update(state=Stored.DECLINED, handed_on_at=timezone.now())
    sent(signed_in(EmployeeFactory(department=DepartmentFactory(code="x", name="=cmd|'/c calc'!A1"))))
    year = timezone.localdate().year
    return [[year, "机加车间", 3, 2, 1, 1, 1], [year, "=cmd|'/c calc'!A1", 1, 1, 0, 0, 0]]


def test_figures_of_each_department(editor_client, figures):
    response = editor_client.get(f"{LIST}statistics/")
    assert sorted(response.context["rows"], key=str) == sorted(figures, key=str)
    assert response.context["totals"] == [4, 3, 1, 1, 1]
    assert editor_client.get(f"{LIST}statistics/?year=1999").context["year"] is None


def test_files_of_the_figures_hold_no_formulas(editor_client, figures):
    year = figures[0][0]
    text = editor_client.get(f"{LIST}statistics/?year={year}&format=csv").content.decode("utf-8-sig")
    assert f"{year},机加车间,3,2,1,1,1" in text
    assert f"{year},'=cmd|'/c calc'!A1,1,1,0,0,0" in text
    book = load_workbook(io.BytesIO(editor_client.get(f"{LIST}statistics/?format=xlsx").content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    [cell] = [cell for cell in cells if str(cell.value).startswith("=cmd")]
    assert cell.data_type == "s"


def test_the_figures_cost_the_same_for_one_and_for_many(editor_client, arrived, django_assert_num_queries):
    address = f"{LIST}statistics/"
    editor_client.get(address)
    with django_assert_num_queries(16):
        editor_client.get(address)
    for number in range(5):
        sent(signed_in(EmployeeFactory(department=DepartmentFactory(code=f"d{number}", name=f"部门{number}"))))
    with django_assert_num_queries(16):
        response = editor_client.get(address)
    assert len(response.context["rows"]) == 6


# --- Forgetting ---


def test_old_drafts_and_pictures_of_what_came_to_nothing_go(
    desk, head, private_files, django_capture_on_commit_callbacks
):
    desk.post("/contribute/new/", form(action="upload", pictures=[photo()]))
    withdrawn = sent_with_picture(desk)
    desk.post(f"/contribute/{withdrawn.key}/withdraw/")
    waiting = sent_with_picture(desk)
    long_ago = timezone.now() - timedelta(days=31)
    with django_capture_on_commit_callbacks(execute=True):
        forget()
    assert Contribution.objects.count() == 3
    Contribution.objects.update(changed_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        forget()
        forget()
    assert set(Contribution.objects.values_list("pk", flat=True)) == {withdrawn.pk, waiting.pk}
    assert not withdrawn.pictures.exists()
    assert waiting.pictures.exists()
    assert len([path for path in private_files.rglob("*") if path.is_file()]) == 2
