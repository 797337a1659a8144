"""Who sees what of the cases at the desk, and what is on record of it (T66 to T70, T78)."""

import time
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from interact.attachments.checking import CleanFile
from interact.attachments.choices import FileKind
from interact.cases.choices import Party, Step
from interact.cases.services.access import reveal
from interact.channels.records import Channel
from interact.models import Case
from tests.clients import SiteClient, signed_in
from tests.conftest import member, person
from tests.interact.desk.looking import DESK, address, agree, fresh, on_record, page, pass_the_time, take
from tests.interact.submitting import CONTACT, SUBJECT, TEXT, accepted, name, send
from unionsite.accounts.choices import FORM_TIME, STEP_UP_LIFE, Role
from unionsite.accounts.sign_in import staging
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.refusals import Refused

pytestmark = [pytest.mark.once, pytest.mark.django_db]
ROLES = (*(role.value for role in Role), "superuser")
FILE = CleanFile(name="夜班\r\n名单“一”.txt", kind=FileKind.TEXT, content="甲、乙".encode(), content_type="text/plain")
REASON = "须当面核实情况"

# Screens of the desk without a case: who gets 200. Everybody else is led to the admin's first page (302).
OPEN_TO = {
    "": {"信息员", "初审", "终审", "举报办理"},
    "figures/": {"初审", "终审"},
    "orphans/": {"终审"},
    "routing/": {"系统管理员", "superuser"},
    "limits/": {"系统管理员", "superuser"},
    "saved-replies/": {"初审", "superuser"},
}


def reported(**changes) -> Case:
    return send(Channel.REPORT, contact=CONTACT, files=[FILE], **changes).case


def tails(case: Case) -> list[str]:
    """Every address of one case."""
    steps = [f"{step}/" for step in Step]
    return ["", "identity/", f"files/{case.files.get().key}/", f"files/{uuid.uuid4()}/", *steps]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("tail", OPEN_TO)
def test_every_role_on_every_screen_of_the_desk(routing, role, tail):
    response = signed_in(person(role)).get(DESK + tail)
    assert response.status_code == (200 if role in OPEN_TO[tail] else 302)
    if response.status_code == 302:
        assert response["Location"] == reverse("wagtailadmin_home")
    elif tail != "saved-replies/":
        assert response["Cache-Control"].startswith("private, no-store")


@pytest.mark.parametrize("role", ROLES)
def test_every_role_on_a_channels_routing_and_on_many_at_once(case, routing, role):
    client = signed_in(person(role))
    routing_page = client.get(f"{DESK}routing/{routing['report'].pk}/")
    assert routing_page.status_code == (200 if role in OPEN_TO["routing/"] else 302)
    bulk = client.post(f"{DESK}bulk/", {"case": f"{case.pk}:0"})
    assert bulk.status_code == (200 if role == "初审" else 302)


@pytest.mark.parametrize("role", ROLES)
def test_t66_every_role_on_every_address_of_anothers_case(routing, role):
    case = reported()
    client = signed_in(person(role))
    for tail in tails(case):
        for answer in (client.get(address(case, tail)), client.post(address(case, tail), {"words": REASON})):
            # A file cannot be posted to; a step that nobody takes is none.
            assert answer.status_code in (404, 405), (tail, answer.status_code)
            assert TEXT not in answer.content.decode()
    assert on_record(Action.ACCESS_REFUSED) >= len(tails(case))
    assert fresh(case).entries.count() == 1


def test_t66_other_department_other_handler_editor_and_superuser(
    case, team_member, canteen, stranger, second_handler, admin_user, editor
):
    accepted(case, team_member, canteen)
    for user in (stranger, second_handler, editor, admin_user):
        before = on_record(Action.ACCESS_REFUSED, actor_id=user.pk)
        assert signed_in(user).get(address(case)).status_code == 404
        assert on_record(Action.ACCESS_REFUSED, actor_id=user.pk) == before + 1


def test_t66_a_number_that_was_never_given(routing, team_desk):
    for number in ("1", "999999999", "9" * 30):
        assert team_desk.get(f"{DESK}{number}/").status_code == 404


def test_t66_a_file_of_another_case(routing, team_desk, report_handler):
    own, other = send().case, reported()
    assert team_desk.get(address(own, f"files/{other.files.get().key}/")).status_code == 404


@pytest.mark.parametrize("role", ["superuser", "编辑", "审计员", "系统管理员", "安全管理员"])
def test_t67_nothing_of_a_case_by_any_address_of_the_admin(routing, report_handler, role):
    case = reported()
    send(contact=CONTACT)
    client = signed_in(person(role))
    names = (
        "wagtailadmin_home",
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:aging_pages",
        "wagtailsnippets:index",
        "wagtailadmin_explore_root",
        "wagtailforms:index",
        "wagtaildocs:index",
        "wagtailimages:index",
        "wagtailadmin_reports:page_types_usage",
        "audit_admin:log",
    )
    addresses = [reverse(name) for name in names]
    addresses += [f"/admin/pages/search/?q={SUBJECT}", f"/admin/search/?q={CONTACT['name']}", f"/search/?q={SUBJECT}"]
    addresses += [f"/admin/interact/{case.pk}/statistics/", f"/admin/interact/files/{case.files.get().pk}/"]
    addresses += [f"/admin/{app}/case/" for app in ("interact", "snippets/interact", "bulk/interact")]
    addresses += [f"/admin/snippets/interact/case/edit/{case.pk}/", f"/admin/snippets/interact/case/usage/{case.pk}/"]
    secrets = (SUBJECT, TEXT, CONTACT["phone"], CONTACT["name"], "名单")
    for path in addresses:
        text = client.get(path, follow=True).content.decode()
        # What somebody looked for stands in the field again.
        looked_for = [secret for secret in secrets if secret in path]
        assert not [secret for secret in secrets if secret in text and secret not in looked_for], path
    for secret in secrets:
        assert not AuditEntry.objects.filter(detail__icontains=secret).exists()


def test_t67_no_viewset_snippet_or_reference_index_knows_cases():
    from wagtail.admin.viewsets import viewsets
    from wagtail.models import ReferenceIndex
    from wagtail.search.index import get_indexed_models
    from wagtail.snippets.models import get_snippet_models

    ours = {model for model in Case._meta.apps.get_models() if model.__name__.startswith("Case")}
    ours = {model for model in ours if model._meta.app_label == "interact"}
    assert len(ours) >= 7
    assert not ours & {getattr(viewset, "model", None) for viewset in viewsets.viewsets}
    assert not ours & set(get_snippet_models())
    assert not ours & set(get_indexed_models())
    # Only what would be indexed with a content of its own counts; cases say that they are to be left out.
    assert not ReferenceIndex.model_is_indexable(Case)


class TestOnRecord:
    """T68: a row for each view, download, reveal and export."""

    @pytest.fixture
    def case(self, report_handler):
        return reported()

    def test_t68_each_look_is_a_row(self, case, report_desk, report_handler):
        page(report_desk)
        assert on_record(Action.CASE_VIEWED) == 0
        for number in (1, 2):
            page(report_desk, address(case))
            assert on_record(Action.CASE_VIEWED, actor_id=report_handler.pk, subject_id=case.pk) == number
        page(report_desk, address(case, "ask/"))
        assert on_record(Action.CASE_VIEWED) == 3

    def test_t68_a_refused_step_shows_it_again_and_says_so(self, case, report_desk):
        take(report_desk, case, Step.ASK, words="")
        assert on_record(Action.CASE_VIEWED) == 1

    def test_t68_a_look_at_a_suggestion_is_none(self, routing, team_desk):
        page(team_desk, address(send().case))
        assert on_record(Action.CASE_VIEWED) == 0

    def test_t68_each_download_is_a_row(self, case, report_desk):
        link = address(case, f"files/{case.files.get().key}/")
        assert report_desk.get(link).content == FILE.content
        assert on_record(Action.CASE_FILE_DOWNLOADED, subject_id=case.pk) == 1

    def test_t68_the_identity_needs_a_reason(self, case, report_desk):
        form = page(report_desk, address(case, "identity/"))
        assert CONTACT["phone"] not in page(report_desk, address(case)) + form
        refused = report_desk.post(address(case, "identity/"), {"words": "看"}).content.decode()
        assert CONTACT["phone"] not in refused
        assert "至少4个字" in refused
        assert on_record(Action.CASE_IDENTITY_REVEALED) == 0
        shown = report_desk.post(address(case, "identity/"), {"words": REASON})
        assert CONTACT["phone"] in shown.content.decode()
        assert shown["Cache-Control"].startswith("private, no-store")
        assert AuditEntry.objects.get(action=Action.CASE_IDENTITY_REVEALED).reason == ""
        entry = case.entries.last()
        assert (entry.step, entry.words_with(case.vault)) == (Step.REVEAL, REASON)
        # Nothing of it stays behind.
        assert CONTACT["phone"] not in page(report_desk, address(case))
        assert CONTACT["phone"] not in str(dict(report_desk.session))

    def test_t68_the_identity_needs_a_fresh_code(self, case, report_desk):
        session = report_desk.session
        session[staging.STEPPED_UP] = time.time() - (STEP_UP_LIFE + FORM_TIME).total_seconds() - 1
        session.save()
        for answer in (
            report_desk.get(address(case, "identity/")),
            report_desk.post(address(case, "identity/"), {"words": REASON}),
            report_desk.get(f"{DESK}?export=csv"),
        ):
            assert answer.status_code in (302, 307)
            assert answer["Location"].startswith("/admin/confirm/")
        assert on_record(Action.CASE_IDENTITY_REVEALED) == on_record(Action.CASES_EXPORTED) == 0

    def test_t68_of_an_anonymous_report_there_is_nothing_to_reveal(self, report_desk, report_handler):
        case = send(Channel.REPORT).case
        assert "identity/" not in page(report_desk, address(case))
        assert report_desk.get(address(case, "identity/")).status_code == 302
        answer = report_desk.post(address(case, "identity/"), {"words": REASON}).content.decode()
        assert "这一件是匿名的" in answer

    def test_t68_each_export_is_a_row_and_one_for_each_case_by_name(self, case, report_desk):
        assert report_desk.get(f"{DESK}?tab=open&export=csv").status_code == 200
        assert on_record(Action.CASES_EXPORTED, subject_id=case.pk) == 1
        assert on_record(Action.CASES_EXPORTED, subject_id="") == 1

    def test_t68_a_department_named_for_it_reveals_nothing(self, case, report_handler, second_handler):
        name(case, second_handler, Party.DEPARTMENT)
        client = signed_in(second_handler)
        assert "identity/" not in page(client, address(case))
        assert client.get(address(case, "identity/")).status_code == 302
        answer = client.post(address(case, "identity/"), {"words": REASON}).content.decode()
        assert CONTACT["phone"] not in answer
        with pytest.raises(Refused):
            reveal(case_id=case.pk, actor=second_handler, words=REASON, now=timezone.localtime())


def test_t69_the_accused_and_their_department_see_nothing(routing, report_handler, canteen):
    deputy = member("举报办理", username="canteen-reports", name="后勤的人", department=canteen)
    routing["report"].handlers.add(deputy)
    case = reported(body={"subject": SUBJECT, "text": TEXT, "people": "陆办理"}, kept_out_departments=[canteen])
    for user in (report_handler, deputy):
        client = signed_in(user)
        assert client.get(DESK).context["rows"] == []
        assert client.get(address(case)).status_code == 404


def test_t69_kept_out_later_it_is_gone_at_once(case, team_desk, team_member, answerer, canteen):
    accepted(case, team_member, canteen)
    client = signed_in(answerer)
    assert client.get(address(case)).status_code == 200
    take(team_desk, case, Step.KEEP_OUT, people=[answerer.pk], departments=[canteen.pk], words="被反映的部门")
    assert client.get(address(case)).status_code == 404
    offered = page(team_desk, address(case, "assign/"))
    assert "何后勤（后勤保障部）" not in offered.split('id="case-facts"')[0]


def test_t69_nobody_keeps_themselves_out_while_they_hold_it(case, team_desk, team_member):
    refused = take(team_desk, case, Step.KEEP_OUT, people=[team_member.pk], words="本人被反映")
    assert "请先指定别人办理" in refused.content.decode()


def test_t69_the_committee_names_a_handler_and_does_not_see_the_case(
    routing, report_handler, committee_desk, second_handler
):
    case = reported(body={"subject": SUBJECT, "text": TEXT, "people": "陆办理、宋办理"})
    third = member("举报办理", username="reports-3", name="第三位办理")
    listed = page(committee_desk, f"{DESK}orphans/")
    assert case.number in listed
    assert SUBJECT not in listed
    form = page(committee_desk, f"{DESK}orphans/{case.pk}/")
    assert "第三位办理" in form
    assert "陆办理" not in form
    kept = committee_desk.post(f"{DESK}orphans/{case.pk}/", {"user": third.pk, "words": ""})
    assert kept.status_code == 200
    done = committee_desk.post(f"{DESK}orphans/{case.pk}/", {"user": third.pk, "words": "原办理人须回避"})
    assert done["Location"] == f"{DESK}orphans/"
    assert signed_in(third).get(address(case)).status_code == 404
    assert committee_desk.get(address(case)).status_code == 404
    agree(member("安全管理员", username="officer"))
    pass_the_time()
    assert signed_in(third).get(address(case)).status_code == 200
    assert committee_desk.get(address(case)).status_code == 404
    assert committee_desk.get(f"{DESK}orphans/{case.pk}/").status_code == 404
    assert on_record(Action.CASE_HANDLER_NAMED) == 1


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow_with_the_orphans(routing, committee_desk, django_assert_num_queries, number):
    for _number in range(number):
        send(Channel.REPORT)
    page(committee_desk)
    with django_assert_num_queries(14):
        assert len(committee_desk.get(f"{DESK}orphans/").context["cases"]) == number


def test_t70_removed_with_the_page_open_then_posting(report_desk, report_handler, second_handler):
    case = reported()
    name(case, second_handler)
    client = signed_in(second_handler)
    page(client, address(case))
    seen = fresh(case).version
    take(report_desk, case, Step.REMOVE_HANDLER, user=second_handler.pk, words="本人须回避", is_urgent="on")
    agree(member("终审", username="committee"))
    count = fresh(case).entries.count()
    for step in (Step.NOTE, Step.ASK, Step.ACCEPT):
        answer = client.post(address(case, f"{step}/"), {"seen": seen, "words": "还想写一句", "complexity": "general"})
        assert answer.status_code == 404
    assert client.post(address(case, "identity/"), {"words": REASON}).status_code == 404
    assert client.get(address(case, f"files/{case.files.get().key}/")).status_code == 404
    assert fresh(case).entries.count() == count
    assert on_record(Action.ACCESS_REFUSED, actor_id=second_handler.pk) == 5


def test_the_last_handler_does_not_go(report_desk, report_handler):
    refused = take(report_desk, reported(), Step.REMOVE_HANDLER, user=report_handler.pk, words="工作有调整")
    assert "至少要留一位办理人" in refused.content.decode()


@pytest.mark.parametrize("party", ["team", "department", "committee"])
def test_who_has_no_right_is_not_named(report_desk, report_handler, editor, party):
    refused = take(report_desk, reported(), Step.NAME_HANDLER, user=editor.pk, party=party, words="一起办理这一件")
    assert "没有办理的权限" in refused.content.decode()


def test_t78_a_file_is_saved_never_shown_never_kept(report_desk, report_handler):
    case = reported()
    answer = report_desk.get(address(case, f"files/{case.files.get().key}/"))
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"].startswith("private, no-store")
    assert report_desk.get("/media/cases/").status_code == 404


def test_t78_a_file_that_is_gone_from_the_disk_is_a_message(report_desk, report_handler):
    case = reported()
    row = case.files.get()
    row.file.storage.delete(row.file.name)
    answer = report_desk.get(address(case, f"files/{row.key}/"), follow=True)
    assert "这个文件打不开" in answer.content.decode()


def test_nobody_gets_in_without_the_second_factor(case, team_member):
    client = SiteClient()
    client.force_password_only(team_member)
    for path in (DESK, address(case), address(case, "identity/")):
        assert client.get(path).status_code == 302


def test_what_the_desk_says_on_top_names_no_word(case, team_desk):
    take(team_desk, case, Step.NOTE, words="只有内部知道的话")
    answer = team_desk.get("/admin/")
    assert "内部知道" not in answer.content.decode()
    assert SUBJECT not in answer.content.decode()
