"""部门核稿: the head of the department signs off or sends back; nobody their own piece (S-2.8)."""

import json

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import Page

from home.services.roles import set_up_roles
from news.models import NewsPage
from tests.accounts.rolls import EmployeeFactory
from tests.clients import signed_in
from tests.factories import NOON, DepartmentFactory
from tests.publishing.contributions.sending import TEXT, decide, form, sent, sent_with_picture, stored
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.models import SiteImage
from unionsite.core.refusals import Refused
from unionsite.publishing.contributions.choices import Skipped, Standing, Stored
from unionsite.publishing.contributions.pieces import Contribution
from unionsite.publishing.contributions.services import pass_on_without_head, sign_off, version_of

pytestmark = pytest.mark.django_db


def entries(action: Action):
    return AuditEntry.objects.filter(action=action)


def draft_of(piece: Contribution) -> NewsPage:
    piece.refresh_from_db()
    return piece.page.specific


def test_signed_off_it_becomes_a_draft_in_the_section(
    desk, head_desk, head, sender, tree, django_capture_on_commit_callbacks
):
    piece = sent_with_picture(desk)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        decide(head_desk, piece, words="第二段人数应为36人")
    page = draft_of(piece)
    assert page.get_parent().pk == tree.news.pk
    assert (page.live, page.owner, page.has_unpublished_changes) == (False, None, True)
    assert (page.title, page.kind, page.place) == ("班前会开到机床旁", "activity", "机加车间")
    assert (page.department, page.author, page.source_name) == (sender.department, "田晓禾", "机加车间")
    assert page.fact_checker == "周若禾"
    assert f"{page.starts_at.astimezone():%Y-%m-%d}" == "2026-05-08"
    body = [(block.block_type, block.value) for block in page.get_latest_revision_as_object().body]
    assert [kind for kind, _value in body] == ["paragraph", "paragraph", "picture"]
    assert body[0][1].source == "<p>机加车间把班前会开到了机床旁。<br/>每天八点，十分钟。</p>"
    assert body[2][1]["caption"] == "班组在机床旁开会" == body[2][1]["picture"].contextual_alt_text
    image = SiteImage.objects.get()
    assert (image.title, image.credit, image.portrait_consent) == ("班组在机床旁开会", "田晓禾", True)
    assert stored(piece).standing is Standing.EDITORS
    [message] = mail.outbox
    assert message.to == ["sender@example.com"]
    assert "第二段人数应为36人" in message.body
    entry = entries(Action.CONTRIBUTION_SIGNED_OFF).get()
    assert (entry.actor_id, entry.reason) == (head.pk, "第二段人数应为36人")


def test_the_sender_counts_as_a_writer_of_the_draft(desk, head_desk, sender):
    piece = sent(desk)
    decide(head_desk, piece)
    assert draft_of(piece).latest_revision.user_id == sender.pk


def test_markup_of_the_sender_is_text_in_the_draft(desk, head_desk):
    piece = sent(desk, text="<script>alert(1)</script> & <b>粗</b>")
    decide(head_desk, piece)
    [block] = draft_of(piece).body
    assert block.value.source == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;粗&lt;/b&gt;</p>"
    assert json.loads(draft_of(piece).latest_revision.content["body"])[0]["value"] == block.value.source


def test_sent_back_the_sender_reads_why_and_sends_it_again(desk, head_desk, head, django_capture_on_commit_callbacks):
    piece = sent(desk)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        decide(head_desk, piece, "return", "人数请与考勤表核对")
    page = desk.get(f"/contribute/{piece.key}/").content.decode()
    assert "部门退回" in page
    assert "人数请与考勤表核对" in page
    assert "人数请与考勤表核对" in desk.get("/contribute/").content.decode()
    assert mail.outbox[0].to == ["sender@example.com"]
    assert "人数请与考勤表核对" in mail.outbox[0].body
    assert entries(Action.CONTRIBUTION_RETURNED).get().reason == "人数请与考勤表核对"
    desk.post(f"/contribute/{piece.key}/edit/", form(text=TEXT + "\n\n共36人。"))
    piece.refresh_from_db()
    assert piece.state == Stored.WAITING
    assert "人数请与考勤表核对" in head_desk.get(f"/contribute/review/{piece.key}/").content.decode()


def test_a_return_without_a_reason_is_refused_beside_the_field(desk, head_desk):
    piece = sent(desk)
    response = decide(head_desk, piece, "return", "。")
    assert "words" in response.context["form"].errors
    piece.refresh_from_db()
    assert piece.state == Stored.WAITING


def test_what_changed_under_the_heads_eyes_is_read_again(desk, head_desk):
    piece = sent(desk)
    url = f"/contribute/review/{piece.key}/"
    seen = head_desk.get(url).context["form"]["seen"].value()
    desk.post(f"/contribute/{piece.key}/edit/", form(title="换了标题"))
    response = head_desk.post(url, {"verdict": "approve", "seen": seen}, follow=True)
    assert "投稿人又改了稿件" in response.content.decode()
    piece.refresh_from_db()
    assert (piece.state, piece.page) == (Stored.WAITING, None)


def test_of_two_heads_the_first_decides(desk, head_desk, machining):
    second = EmployeeFactory(department=machining)
    machining.heads.add(second)
    piece = sent(desk)
    url = f"/contribute/review/{piece.key}/"
    other = signed_in(second)
    seen = other.get(url).context["form"]["seen"].value()
    decide(head_desk, piece)
    response = other.post(url, {"verdict": "return", "words": "请再改改", "seen": seen}, follow=True)
    assert "已不在等部门核稿" in response.content.decode()
    piece.refresh_from_db()
    assert piece.state == Stored.EDITORS
    assert Page.objects.type(NewsPage).filter(title=piece.title, alias_of=None).count() == 1


@pytest.mark.parametrize("who", ["sender", "colleague", "head of another department", "former head"])
def test_who_is_not_the_departments_head_cannot_sign_off(desk, sender, head, machining, who):
    piece = sent(desk)
    person = {"sender": sender}.get(who) or EmployeeFactory(department=machining)
    if who == "head of another department":
        DepartmentFactory(code="other", name="别的部门").heads.add(person)
    if who == "former head":
        machining.heads.add(person)
        machining.heads.remove(person)
    client = signed_in(person)
    url = f"/contribute/review/{piece.key}/"
    assert client.get(url).status_code == 404
    assert client.post(url, {"verdict": "approve", "seen": piece.changed_at.isoformat()}).status_code == 404
    piece.refresh_from_db()
    assert piece.state == Stored.WAITING


@pytest.mark.parametrize("who", ["sender", "colleague"])
def test_whatever_screen_asks_only_another_head_of_the_department_signs_off(desk, sender, head, machining, who):
    machining.heads.add(sender)
    piece = sent(desk)
    person = sender if who == "sender" else EmployeeFactory(department=machining)
    with pytest.raises(Refused, match="不能由您核稿"):
        sign_off(contribution=piece, head=person, verdict="approve", words="", seen=version_of(piece), now=NOON)
    assert stored(piece).state == Stored.WAITING


@pytest.mark.parametrize(("clock", "hour"), [("", 9), ("14:00", 14)])
def test_a_time_that_nobody_wrote_is_put_provisionally(desk, head_desk, clock, hour):
    piece = sent(desk, happened_time=clock)
    decide(head_desk, piece)
    assert timezone.localtime(stored(piece).page.specific.starts_at).hour == hour


def test_a_heads_own_piece_goes_to_the_other_head(head, head_desk, machining):
    deputy = EmployeeFactory(department=machining)
    machining.heads.add(deputy)
    piece = sent(head_desk)
    assert piece.state == Stored.WAITING
    assert head_desk.get(f"/contribute/review/{piece.key}/").status_code == 404
    assert head_desk.get("/contribute/review/").context["pieces"].count() == 0
    decide(signed_in(deputy), piece)
    piece.refresh_from_db()
    assert piece.signed_off_by == deputy


def test_a_heads_own_piece_goes_to_the_editors_where_nobody_else_is(head_desk, head):
    piece = sent(head_desk)
    assert (piece.state, piece.skipped, piece.signed_off_by) == (Stored.EDITORS, Skipped.NO_HEAD, None)
    assert draft_of(piece).fact_checker == ""


@pytest.mark.parametrize("is_in_department", [True, False])
def test_without_a_head_it_goes_straight_to_the_editors(tree, machining, is_in_department):
    person = EmployeeFactory(department=machining if is_in_department else None)
    client = signed_in(person)
    assert "提交给编辑" in client.get("/contribute/new/").content.decode()
    piece = sent(client)
    assert piece.skipped == (Skipped.NO_HEAD if is_in_department else Skipped.NO_DEPARTMENT)
    assert not draft_of(piece).live


def test_a_head_who_left_counts_for_nothing(desk, head):
    head.is_active = False
    head.save()
    assert sent(desk).skipped == Skipped.NO_HEAD


def test_what_waits_for_a_head_who_left_meanwhile_is_passed_on(desk, head):
    waiting = sent(desk)
    pass_on_without_head()
    waiting.refresh_from_db()
    assert waiting.state == Stored.WAITING
    head.is_active = False
    head.save()
    pass_on_without_head()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.skipped) == (Stored.EDITORS, Skipped.NO_HEAD)


def test_staff_sign_off_on_the_public_site_too(desk, machining, editor):
    set_up_roles()
    machining.heads.add(editor)
    piece = sent(desk)
    decide(signed_in(editor), piece)
    piece.refresh_from_db()
    assert piece.signed_off_by == editor


def test_heads_find_what_waits_on_their_account_page(desk, head_desk):
    sent(desk)
    assert "部门核稿（1）" in head_desk.get("/account/").content.decode()
    assert "/contribute/review/" not in desk.get("/account/").content.decode()
    assert desk.get("/contribute/review/").status_code == 403


def test_the_list_costs_the_same_for_one_and_for_many(desk, head_desk, django_assert_num_queries):
    sent(desk)
    head_desk.get("/contribute/review/")
    with django_assert_num_queries(6):
        head_desk.get("/contribute/review/")
    for _number in range(7):
        sent(desk)
    with django_assert_num_queries(6):
        assert head_desk.get("/contribute/review/").content.decode().count("田晓禾") == 8


def test_heads_are_named_by_number_in_the_departments_form(admin_client, machining, head):
    url = f"/admin/departments/edit/{machining.pk}/"
    deputy = EmployeeFactory(employee_number="A2002")
    fields = {"name": "机加车间", "code": "machining", "sort_order": "1", "is_active": "on"}
    assert head.employee_number in admin_client.get(url).content.decode()
    response = admin_client.post(url, fields | {"heads": f"{head.employee_number}、A2002、X9"})
    assert "X9" in str(response.context["form"].errors["heads"])
    admin_client.post(url, fields | {"heads": f"{head.employee_number}、A2002"})
    assert set(machining.heads.all()) == {head, deputy}
    assert entries(Action.HEADS_CHANGED).order_by("-number").first().detail == {"added": str(deputy)}
