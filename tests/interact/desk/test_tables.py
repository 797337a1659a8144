"""Many at once, files of lists and figures, routing, limits, saved replies; hostile words (T82)."""

import csv
import io
from datetime import datetime

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from interact.cases.choices import State, Step
from interact.cases.services import steps
from interact.channels.records import Channel
from interact.following import services
from interact.models import ChannelRouting, FeedbackSettings, SavedReply
from tests.clients import signed_in
from tests.conftest import member
from tests.factories import DepartmentFactory
from tests.interact.desk.looking import DESK, address, agree, fresh, on_record, page, pass_the_time, take
from tests.interact.submitting import CONTACT, SUBJECT, TEXT, accepted, answered, replied, send
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>{{ 7|add:7 }}{% now 'Y' %}=cmd|'/c calc'!A1"
NOW = timezone.make_aware(datetime(2026, 9, 28, 10, 30))


def rows_of(response) -> list[list[str]]:
    if "csv" in response["Content-Type"]:
        return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(response.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


class TestBulk:
    def test_accepted_where_new_and_assigned_where_not(self, case, team_desk, team_member, canteen):
        other = accepted(send().case, team_member)
        chosen = [f"{one.pk}:{fresh(one).version}" for one in (case, other)]
        form = team_desk.post(f"{DESK}bulk/", {"case": chosen}).content.decode()
        assert case.number in form
        sent = {
            "case": chosen,
            "confirm": "1",
            "department": canteen.pk,
            "complexity": "general",
            "words": "都归后勤管",
        }
        done = team_desk.post(f"{DESK}bulk/", sent).content.decode()
        assert done.count("已分派。") == 2
        for one in (case, other):
            assert (fresh(one).state, fresh(one).department) == (State.ASSIGNED, canteen)
            assert "都归后勤管" in page(team_desk, address(one))
        # The employee is told that it is accepted, not why it went where.
        shown = case.entries.filter(is_shown=True).exclude(sealed_words=None)
        assert not shown.exists()

    def test_each_refusal_says_why_and_the_others_go_on(self, case, team_desk, team_member, canteen, report_handler):
        ended, slow, report = send().case, send().case, send(Channel.REPORT).case
        steps.decline(case_id=ended.pk, actor=team_member, words="不属于工会的工作", now=timezone.localtime())
        seen = fresh(slow).version
        steps.add_note(case_id=slow.pk, actor=team_member, words="先问问食堂", now=timezone.localtime())
        chosen = [f"{one.pk}:{fresh(one).version}" for one in (case, ended, report)] + [f"{slow.pk}:{seen}"]
        sent = {
            "case": chosen,
            "confirm": "1",
            "department": canteen.pk,
            "complexity": "general",
            "words": "都归后勤管",
        }
        done = team_desk.post(f"{DESK}bulk/", sent).content.decode()
        assert done.count("没有分派。") == 3
        assert "又有了新的办理记录" in done
        assert "找不到这一件" in done
        assert fresh(case).department == canteen
        assert fresh(report).department is None
        assert on_record(Action.ACCESS_REFUSED, actor_id=team_member.pk) == 1

    def test_bad_input_keeps_the_choice(self, case, team_desk):
        sent = {"case": f"{case.pk}:{case.version}", "confirm": "1", "words": "都归后勤管"}
        again = team_desk.post(f"{DESK}bulk/", sent).content.decode()
        assert "请选择承办部门" in again
        assert "都归后勤管" in again
        assert f'value="{case.pk}:{case.version}"' in again

    @pytest.mark.parametrize("chosen", [[], ["x"], ["1"], ["1:x"], [f"{'9' * 30}:1"], ["-1:1"]])
    def test_nothing_chosen(self, routing, team_desk, chosen):
        assert team_desk.post(f"{DESK}bulk/", {"case": chosen})["Location"] == DESK

    @pytest.mark.parametrize("number", [1, 30])
    def test_queries_do_not_grow_with_what_was_chosen(self, routing, team_desk, django_assert_num_queries, number):
        chosen = [f"{case.pk}:0" for case in (send().case for _number in range(number))]
        page(team_desk)
        with django_assert_num_queries(15):
            team_desk.post(f"{DESK}bulk/", {"case": chosen})


class TestHostileWords:
    @pytest.fixture
    def case(self, routing, team_member):
        hostile = DepartmentFactory(name=f"{HOSTILE}"[:60], code="hostile")
        contact = CONTACT | {"name": HOSTILE[:60]}
        body = {"subject": HOSTILE, "text": f"{HOSTILE}\n第二行", "people": HOSTILE, "place": HOSTILE}
        case = send(body=body, contact=contact).case
        accepted(case, team_member, hostile)
        return answered(case, team_member, words=HOSTILE)

    def test_t82_inert_on_the_screen(self, case, second_desk):
        take(second_desk, case, Step.NOTE, words=HOSTILE)
        for path in (DESK, address(case), address(case, "reply/"), address(case, "note/")):
            text = page(second_desk, path)
            assert "<script>alert" not in text
            assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in text
        assert "<br>第二行" in page(second_desk, address(case))

    def test_t82_no_link_is_made_of_an_address(self, routing, team_desk):
        case = send(body={"subject": "网址", "text": "请看 https://evil.example/ 和 javascript:alert(1)"}).case
        text = page(team_desk, address(case))
        assert 'href="https://evil' not in text
        assert 'href="javascript' not in text

    def test_t82_a_step_refused_shows_the_words_inert(self, case, second_desk):
        text = take(second_desk, case, Step.SEND_BACK, words=HOSTILE + "字" * 2000).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text

    @pytest.mark.parametrize(
        ("query", "place"), [("?tab=open&export={}", "E2"), ("figures/?format={}", "B2")], ids=["list", "figures"]
    )
    def test_t82_no_formula_in_a_file(self, routing, team_desk, team_member, query, place):
        evil = DepartmentFactory(name="=cmd|'/c calc'!A1", code="evil")
        accepted(send().case, team_member, evil)
        text, book = (team_desk.get(DESK + query.format(kind)) for kind in ("csv", "xlsx"))
        assert {answer["Cache-Control"][:17] for answer in (text, book)} == {"private, no-store"}
        assert f"'{evil.name}" in rows_of(text)[1]
        cell = load_workbook(io.BytesIO(book.content)).active[place]
        assert (cell.data_type, cell.quotePrefix) == ("s", True)


class TestList:
    @pytest.mark.parametrize("wanted", ["xlsx", "csv"])
    def test_the_file_has_facts_and_no_words(self, routing, team_desk, wanted):
        case = send(contact=CONTACT, now=NOW).case
        send(now=NOW)
        response = team_desk.get(f"{DESK}?tab=open&number={case.pk}&export={wanted}")
        rows = rows_of(response)
        assert len(rows) == 2
        assert rows[1][:3] == [case.number, "意见建议", "待受理"]
        assert "2026-09-28" in rows[1]
        everything = str(rows)
        for secret in (SUBJECT, TEXT, CONTACT["name"], CONTACT["phone"]):
            assert secret not in everything

    def test_it_holds_what_is_visible(self, case, report_handler, team_desk):
        send(Channel.REPORT)
        assert len(rows_of(team_desk.get(f"{DESK}?tab=open&export=csv"))) == 2

    def test_an_unknown_format_is_the_list(self, case, team_desk):
        assert "text/html" in team_desk.get(f"{DESK}?export=pdf")["Content-Type"]


class TestFigures:
    @pytest.fixture
    def some(self, routing, team_member, answerer, canteen, report_handler):
        done = accepted(send(now=NOW).case, team_member, canteen, now=NOW)
        answered(done, answerer, now=NOW)
        replied(done, team_member, now=NOW)
        services.rate(case_id=done.pk, satisfaction="good", now=NOW)
        accepted(send(now=NOW).case, team_member, canteen, now=NOW)
        send(Channel.REPORT, now=NOW)
        send(Channel.LETTER, contact=CONTACT, now=NOW)

    def test_by_month_and_department(self, some, team_desk):
        context = team_desk.get(f"{DESK}figures/?year=2026").context
        assert context["by_month"] == [["2026-09", "后勤保障部", 2, 1, "100%", "100%", "0"]]
        by_channel = {row[0]: row[1:] for row in context["by_channel"]}
        # T62: see test_order.py.
        assert by_channel["投诉举报"] == by_channel["主席信箱"] == ["少于5", "少于5", "", "", ""]
        assert by_channel["意见建议"] == [2, 1, "100%", "100%", "0"]

    @pytest.mark.parametrize("number", [1, 30])
    def test_queries_do_not_grow_with_the_cases(self, routing, team_desk, django_assert_num_queries, number):
        for _number in range(number):
            send(now=NOW)
        team_desk.get(f"{DESK}figures/")
        with django_assert_num_queries(16):
            team_desk.get(f"{DESK}figures/")

    def test_without_cases(self, routing, committee_desk):
        assert "还没有诉求" in page(committee_desk, f"{DESK}figures/")
        assert committee_desk.get(f"{DESK}figures/?format=csv").status_code == 200

    def test_a_year_without_cases_is_the_newest(self, some, team_desk):
        for year in ("1999", "x", ""):
            assert team_desk.get(f"{DESK}figures/", {"year": year}).context["year"] == 2026


class TestSettings:
    @pytest.fixture
    def administrator(self, db):
        return signed_in(member("系统管理员"))

    def test_routing_is_set_and_on_record(self, routing, administrator, report_handler, second_handler, canteen):
        path = f"{DESK}routing/{routing['report'].pk}/"
        assert "陆办理" in page(administrator, path)
        sent = {"is_open": "on", "department": canteen.pk, "handlers": [second_handler.pk]}
        assert administrator.post(path, sent)["Location"] == f"{DESK}routing/"
        row = ChannelRouting.objects.get(channel=Channel.REPORT)
        assert (list(row.handlers.all()), row.department) == ([report_handler], canteen)
        agree(member("终审", username="committee"))
        pass_the_time()
        assert list(row.handlers.all()) == [second_handler]
        assert on_record(Action.ROUTING_CHANGED) == 2
        assert "宋办理" in page(administrator, f"{DESK}routing/")

    def test_only_who_may_handle_reports_is_offered(self, routing, administrator, report_handler, editor, team_member):
        path = f"{DESK}routing/{routing['report'].pk}/"
        assert "林小组" not in page(administrator, path)
        refused = administrator.post(path, {"is_open": "on", "handlers": [team_member.pk]})
        assert refused.status_code == 200
        assert on_record(Action.ROUTING_CHANGED) == 0

    def test_an_open_channel_by_name_needs_somebody(self, routing, administrator, report_handler):
        path = f"{DESK}routing/{routing['report'].pk}/"
        assert "至少要有一位办理人" in administrator.post(path, {"is_open": "on"}).content.decode()
        assert administrator.post(path, {}).status_code == 302

    def test_the_teams_channels_ask_for_no_names(self, routing, administrator):
        path = f"{DESK}routing/{routing['suggestion'].pk}/"
        assert 'name="handlers"' not in page(administrator, path)
        assert administrator.post(path, {}).status_code == 302
        assert not ChannelRouting.objects.get(channel=Channel.SUGGESTION).is_open

    def test_a_channel_nobody_laid(self, routing, administrator):
        assert administrator.get(f"{DESK}routing/9999/").status_code == 404

    def test_the_administrator_sees_no_case_by_it(self, case, administrator):
        assert administrator.get(DESK).status_code == 302
        assert administrator.get(address(case)).status_code == 404

    def test_the_strict_limits_in_one_click(self, routing, administrator):
        assert "改用从严的期限" in page(administrator, f"{DESK}limits/")
        for _time in range(2):
            administrator.post(f"{DESK}limits/")
        numbers = FeedbackSettings.load()
        assert (numbers.general, numbers.opinion) == (3, 10)
        assert on_record(Action.SETTINGS_CHANGED, subject_type="interact.feedbacksettings") == 1
        assert "现在用的就是从严的期限" in page(administrator, f"{DESK}limits/")
        assert send().case.limits["general"] == 3

    def test_a_change_of_the_settings_is_on_record(self, administrator):
        numbers = FeedbackSettings.load()
        fields = {field.name: getattr(numbers, field.name) for field in numbers._meta.fields if field.name != "id"}
        path = f"/admin/settings/interact/feedbacksettings/{numbers.pk}/"
        assert administrator.post(path, fields | {"general": 4}).status_code == 302
        assert FeedbackSettings.load().general == 4
        assert AuditEntry.objects.get(action=Action.SETTINGS_CHANGED).detail["after"]["general"] == 4

    @pytest.mark.parametrize("number", [1, 30])
    def test_queries_do_not_grow_with_the_handlers(self, routing, administrator, django_assert_num_queries, number):
        people = [member("举报办理", username=f"reports-{place}") for place in range(number)]
        for row in routing.values():
            row.handlers.set(people)
        page(administrator, "/admin/")
        with django_assert_num_queries(16):
            page(administrator, f"{DESK}routing/")
        with django_assert_num_queries(19):
            page(administrator, f"{DESK}routing/{routing['report'].pk}/")

    def test_saved_replies_are_kept_by_the_team(self, routing, team_desk):
        sent = {"title": "感谢反映", "channel": "", "text": "感谢您的反映。"}
        assert team_desk.post(f"{DESK}saved-replies/new/", sent).status_code == 302
        reply = SavedReply.objects.get()
        assert "感谢反映" in page(team_desk, f"{DESK}saved-replies/")
        assert team_desk.post(f"{DESK}saved-replies/edit/{reply.pk}/", sent | {"title": "谢谢"}).status_code == 302
        assert team_desk.post(f"{DESK}saved-replies/delete/{reply.pk}/").status_code == 302
        assert not SavedReply.objects.exists()
