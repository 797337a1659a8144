"""设置 → 工作日安排: the list, single days, pasting a year, the notice on the home page of the admin."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.clients import bind_authenticator, signed_in
from tests.conftest import member
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.models import WorkdayOverride
from unionsite.core.workday_table import current_calendar, workdays_changed
from unionsite.core.workdays import PACKAGE_YEARS, SHANGHAI, DayKind
from unionsite.publishing.workdays import services
from unionsite.publishing.workdays.pasted_table import read_pasted

pytestmark = pytest.mark.django_db
INDEX, ADD, IMPORT, EXPORT = (reverse(f"workdays:{name}") for name in ("index", "add", "import", "export"))
HOME = reverse("wagtailadmin_home")
THIS_YEAR = max(PACKAGE_YEARS)
NEXT_YEAR = THIS_YEAR + 1
NOT_ENTERED = f"{NEXT_YEAR}年的放假安排还没有录入"


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(datetime(THIS_YEAR, 6, 1, 9, tzinfo=SHANGHAI), tick=False) as traveller:
        yield traveller


@pytest.fixture
def keeper(db):
    return member("系统管理员")


@pytest.fixture
def office(keeper):
    return signed_in(keeper)


@pytest.fixture
def heard():
    calls = []

    def hear(first, last, **_kwargs):
        calls.append((first, last))

    workdays_changed.connect(hear)
    yield calls
    workdays_changed.disconnect(hear)


def day(text: str, kind=DayKind.REST, **fields) -> WorkdayOverride:
    return WorkdayOverride.objects.create(date=date.fromisoformat(text), kind=kind, **fields)


def table() -> list[str]:
    return [str(row) for row in WorkdayOverride.objects.all()]


def entries() -> list[tuple[str, dict]]:
    return [
        (entry.action, entry.detail)
        for entry in AuditEntry.objects.filter(action__startswith="workday").order_by("number")
    ]


def values(**changes) -> dict:
    return {"date": f"{NEXT_YEAR}-01-01", "kind": "rest", "name": "元旦", "source_url": ""} | changes


def whole_year() -> list[date]:
    days = (date(NEXT_YEAR, 6, 1) + timedelta(days=number) for number in range(30))
    return [day for day in days if day.weekday() < 5][:13]


# --- Who may ---


@pytest.mark.parametrize("address", [INDEX, ADD, IMPORT, EXPORT])
@pytest.mark.parametrize("group", ["信息员", "编辑", "初审", "终审", "安全管理员", "审计员"])
def test_others_find_every_door_shut(client, group, address):
    client.force_login(member(group))
    assert client.get(address).status_code == 302
    assert client.post(address, values()).status_code == 302
    assert table() == []


def test_others_do_not_see_it_in_the_menu_nor_change_a_day(editor_client):
    row = day(f"{NEXT_YEAR}-01-01")
    assert "工作日安排" not in editor_client.get(HOME).content.decode()
    for name in ("edit", "delete"):
        assert editor_client.post(reverse(f"workdays:{name}", args=[row.pk]), values(kind="work")).status_code == 302
    assert table() == [f"{NEXT_YEAR}-01-01 休"]


def test_an_administrator_finds_it_under_settings(office):
    assert INDEX in office.get("/admin/all-settings/").content.decode()


# --- The list ---


def test_the_list_shows_this_year_and_later_or_the_year_chosen(office):
    day(f"{THIS_YEAR - 1}-11-05", name="厂休")
    day(f"{NEXT_YEAR}-01-01", name="元旦")
    page = office.get(INDEX).content.decode()
    assert f"{NEXT_YEAR}-01-01 星期" in page
    assert f"{THIS_YEAR - 1}-11-05" not in page
    past = office.get(INDEX, {"year": THIS_YEAR - 1}).content.decode()
    assert f"{THIS_YEAR - 1}-11-05" in past
    assert f"{NEXT_YEAR}-01-01" not in past
    assert f"{NEXT_YEAR}-01-01" not in office.get(INDEX, {"year": "x"}).content.decode()


def test_the_list_says_which_years_are_known(office, django_capture_on_commit_callbacks):
    assert re.findall(r"程序已含|没有录入|只录入了一部分|已录入", office.get(INDEX).content.decode()) == [
        "程序已含",
        "没有录入",
    ]
    with django_capture_on_commit_callbacks(execute=True):
        day(f"{NEXT_YEAR}-01-01")
    assert "只录入了一部分" in office.get(INDEX).content.decode()


def test_the_export_can_be_pasted_back(office, keeper):
    day(f"{NEXT_YEAR}-01-01", name="元旦", source_url="https://www.gov.cn/")
    day(f"{NEXT_YEAR}-01-03", DayKind.WORK, name="=1+1")
    response = office.get(EXPORT)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == "日期,安排,名称,依据网址"
    assert "'=1+1" in text
    assert len(services.plan_of(read_pasted(text)).same) == 1


# --- Single days ---


def test_a_day_is_added_recorded_and_told(office, keeper, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = office.post(ADD, values())
    assert response.status_code == 302
    assert table() == [f"{NEXT_YEAR}-01-01 休 元旦"]
    entry = AuditEntry.objects.get(action=Action.WORKDAY_ADDED)
    assert entry.actor_id == keeper.pk
    assert entry.subject_label == f"{NEXT_YEAR}-01-01 休 元旦"
    assert heard == [(date(NEXT_YEAR, 1, 1), date(NEXT_YEAR, 1, 1))]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"date": ""}, "这个字段是必填项"),
        ({"date": f"{NEXT_YEAR}-02-30"}, "输入一个有效的日期"),
        ({"date": "2026-11-05"}, "已存在"),
        ({"kind": "half"}, ""),
        ({"kind": ""}, "这个字段是必填项"),
        ({"name": "节" * 41}, "40"),
        ({"source_url": "javascript:alert(1)"}, ""),
    ],
)
def test_a_day_that_makes_no_sense_is_refused_with_what_was_typed(office, changes, message):
    day("2026-11-05")
    response = office.post(ADD, values(**changes))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert message in response.content.decode()
    assert table() == ["2026-11-05 休"]
    assert entries() == []


def test_a_changed_day_is_recorded_with_both_versions_and_told_for_both_dates(
    office, heard, django_capture_on_commit_callbacks
):
    row = day(f"{NEXT_YEAR}-01-05", name="元旦")
    with django_capture_on_commit_callbacks(execute=True):
        office.post(reverse("workdays:edit", args=[row.pk]), values(kind="work", date=f"{NEXT_YEAR}-01-03"))
    assert table() == [f"{NEXT_YEAR}-01-03 班 元旦"]
    before, after = f"{NEXT_YEAR}-01-05 休 元旦", f"{NEXT_YEAR}-01-03 班 元旦"
    assert entries() == [(Action.WORKDAY_CHANGED, {"before": before, "after": after})]
    assert (date(NEXT_YEAR, 1, 3), date(NEXT_YEAR, 1, 5)) in heard


def test_a_day_saved_unchanged_is_not_on_record(office):
    row = day(f"{NEXT_YEAR}-01-01", name="元旦")
    assert office.get(reverse("workdays:edit", args=[row.pk])).status_code == 200
    office.post(reverse("workdays:edit", args=[row.pk]), values())
    assert entries() == []


def test_a_day_is_deleted_after_a_question(office, heard, django_capture_on_commit_callbacks):
    row = day(f"{NEXT_YEAR}-01-01", name="元旦")
    address = reverse("workdays:delete", args=[row.pk])
    assert office.get(address).status_code == 200
    assert len(table()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        office.post(address)
    assert table() == []
    assert entries() == [(Action.WORKDAY_DELETED, {"before": "休 元旦"})]
    assert heard == [(date(NEXT_YEAR, 1, 1), date(NEXT_YEAR, 1, 1))]


def test_two_who_enter_one_day_at_once_get_a_message(keeper):
    """The form of the second was right when it was checked."""
    day(f"{NEXT_YEAR}-01-01")
    with pytest.raises(services.DateTaken, match="刚刚已由他人录入"):
        services.add_workday(day=WorkdayOverride(date=date(NEXT_YEAR, 1, 1), kind=DayKind.WORK), actor=keeper)
    assert entries() == []


def test_a_day_that_is_gone_is_not_deleted_twice(keeper):
    row = day(f"{NEXT_YEAR}-01-01")
    WorkdayOverride.objects.all().delete()
    services.delete_workday(day=row, actor=keeper)
    assert entries() == []


# --- Pasting ---


PASTE = f"日期,安排,名称\n{NEXT_YEAR}年1月1日,休,元旦\n{NEXT_YEAR}/1/3,上班,元旦"


def confirm(client, response, text=PASTE, **more):
    return client.post(IMPORT, {"table": text, "seen": response.context["plan"].fingerprint} | more)


def test_a_paste_is_shown_first_and_stored_when_confirmed(office, heard, django_capture_on_commit_callbacks):
    day(f"{NEXT_YEAR}-01-03", name="元旦")
    assert office.get(IMPORT).status_code == 200
    preview = office.post(IMPORT, {"table": PASTE})
    page = preview.content.decode()
    assert "新增1天，改动1天，不变0天" in page
    assert "休 元旦" in page
    assert preview.context["plan"].fingerprint in page
    assert "还不到全年的天数" in page
    assert table() == [f"{NEXT_YEAR}-01-03 休 元旦"]
    with django_capture_on_commit_callbacks(execute=True):
        response = confirm(office, preview)
    assert response.url == INDEX
    assert table() == [f"{NEXT_YEAR}-01-01 休 元旦", f"{NEXT_YEAR}-01-03 班 元旦"]
    assert entries() == [
        (
            Action.WORKDAYS_IMPORTED,
            {
                "years": [NEXT_YEAR],
                "added": [f"{NEXT_YEAR}-01-01 休 元旦"],
                "changed": [f"{NEXT_YEAR}-01-03 休 元旦 → 班 元旦"],
            },
        )
    ]
    assert heard == [(date(NEXT_YEAR, 1, 1), date(NEXT_YEAR, 1, 3))]
    assert not current_calendar().is_workday(date(NEXT_YEAR, 1, 1))


def test_one_bad_line_keeps_all_out(office):
    text = f"{PASTE}\n{NEXT_YEAR}-02-30,休"
    response = office.post(IMPORT, {"table": text, "seen": "x"})
    page = response.content.decode()
    assert "第4行：没有" in page
    assert f"{NEXT_YEAR}年1月1日,休,元旦" in page
    assert table() == []


@pytest.mark.parametrize("text", ["", "\x00", "<script>,休"])
def test_a_paste_of_nonsense_is_refused(office, text):
    response = office.post(IMPORT, {"table": text})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert "<script>,休" not in response.content.decode()


def test_days_not_named_stay_and_the_same_again_is_not_on_record(office):
    day(f"{NEXT_YEAR}-05-01", name="劳动节")
    confirm(office, office.post(IMPORT, {"table": PASTE}))
    assert len(table()) == 3
    again = office.post(IMPORT, {"table": PASTE})
    assert "没有要改的" in again.content.decode()
    confirm(office, again)
    assert len(entries()) == 1


def test_a_table_that_changed_meanwhile_is_shown_again(office):
    preview = office.post(IMPORT, {"table": PASTE})
    day(f"{NEXT_YEAR}-01-01", name="元旦节")
    response = confirm(office, preview)
    assert response.status_code == 200
    assert "内容有了变动，请重新核对后再确认" in response.content.decode()
    assert table() == [f"{NEXT_YEAR}-01-01 休 元旦节"]
    assert confirm(office, response).status_code == 302
    assert len(table()) == 2


def test_what_was_edited_after_the_look_is_looked_at_again(office):
    preview = office.post(IMPORT, {"table": PASTE})
    other = PASTE.replace("上班", "休")
    assert confirm(office, preview, other).status_code == 200
    assert confirm(office, preview, PASTE, again="1").status_code == 200
    assert table() == []


def test_days_made_up_for_that_were_forgotten_are_pointed_out(office):
    plenty = [date(NEXT_YEAR, 6, 1) + timedelta(days=number) for number in range(30)]
    text = "\n".join(f"{free},休" for free in plenty)
    assert "而全年法定节假日是13天" in office.post(IMPORT, {"table": text}).content.decode()
    text = "\n".join(f"{free},休" for free in whole_year())
    assert "而全年法定节假日是13天" not in office.post(IMPORT, {"table": text}).content.decode()


@pytest.mark.parametrize("rows", [1, 200])
def test_an_import_costs_the_same_with_many_rows(keeper, rows, django_assert_num_queries):
    table = read_pasted("\n".join(f"{date(NEXT_YEAR, 1, 1) + timedelta(days=n)},休" for n in range(rows)))
    with django_assert_num_queries(1):
        plan = services.plan_of(table)
    with django_assert_num_queries(9):
        services.import_workdays(entries=table, seen=plan.fingerprint, actor=keeper)
    assert WorkdayOverride.objects.count() == rows


# --- The notice ---


@pytest.mark.parametrize(
    ("moment", "is_urgent"),
    [((10, 31, 23, 59), None), ((11, 1), False), ((12, 14), False), ((12, 15), True)],
)
def test_the_notice_comes_in_november_and_turns_red_in_december(keeper, june, moment, is_urgent):
    june.move_to(datetime(THIS_YEAR, *moment, tzinfo=SHANGHAI))
    # Or there would be a second notice, that nobody can take a page down.
    bind_authenticator(member("应急下线"))
    client = signed_in(keeper)
    page = client.get(HOME).content.decode()
    assert (NOT_ENTERED in page) is (is_urgent is not None)
    assert ("work__row--late" in page) is bool(is_urgent)


def test_the_notice_goes_when_the_year_is_entered(keeper, june, django_capture_on_commit_callbacks):
    june.move_to(datetime(THIS_YEAR, 11, 20, tzinfo=SHANGHAI))
    client = signed_in(keeper)
    first, *others = whole_year()
    with django_capture_on_commit_callbacks(execute=True):
        day(str(first))
    assert f"{NEXT_YEAR}年的放假安排只录入了一部分" in client.get(HOME).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        for free in others:
            day(str(free))
    assert "放假安排" not in client.get(HOME).content.decode()


def test_only_those_who_can_act_are_told_and_it_costs_no_query(keeper, editor, june, django_assert_num_queries):
    june.move_to(datetime(THIS_YEAR, 11, 20, tzinfo=SHANGHAI))
    pages = {}
    for user in (keeper, editor):
        client = signed_in(user)
        pages[user] = client.get(HOME).content.decode()
    assert NOT_ENTERED in pages[keeper]
    assert "放假安排" not in pages[editor]
    client.force_login(keeper)
    with django_assert_num_queries(0):
        current_calendar().gap(date(THIS_YEAR, 11, 20))
