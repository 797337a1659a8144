"""Words that readers see beside the reviewed pages take two people of two offices, whatever way they are written; every
former text is kept, compared each day and signed (S-3.6, security.md 3.2, T54)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from demo import stage
from tests.accounts.second_factor.signing_in import staff, superuser
from tests.clients import signed_in
from tests.factories import DepartmentFactory
from tests.interact.submitting import lay_routing
from unionsite.accounts.changes.choices import State
from unionsite.accounts.models import Department, PendingChange, WordsChange
from unionsite.accounts.public_words import services
from unionsite.accounts.public_words.triggers import drop_triggers, faulty_triggers, install_triggers
from unionsite.audit.origin import set_origin
from unionsite.core import generation
from unionsite.core.models import SiteSettings
from unionsite.core.refusals import Refused
from unionsite.publishing.guard import integrity
from unionsite.publishing.ledger import verification
from unionsite.publishing.ledger.services import sign_head

pytestmark = pytest.mark.django_db
PHONE, NEW_PHONE = "0000-1111111", "0000-2222222"
TIMES = {"opens_at": "08:30", "closes_at": "17:30", "lunch_from": "12:00", "lunch_until": "13:30"}


@pytest.fixture
def site(tree):
    row = SiteSettings.objects.get()
    row.union_name, row.report_phone = "晨桥工会委员会", PHONE
    row.save()
    return row


@pytest.fixture
def admin():
    return staff("系统管理员", username="clerk", name="办事员")


@pytest.fixture
def second():
    return staff("终审", username="second", name="林知行")


def edit(user, **fields):
    row = SiteSettings.objects.get()
    words = {name: getattr(row, name) for name in row.WORDS}
    address = reverse("wagtailsettings:edit", args=["core", "sitesettings", row.site_id])
    return signed_in(user).post(address, words | TIMES | fields, follow=True)


def span(name: str) -> dict[str, str]:
    """From an hour ago until tomorrow, as the form takes it."""
    start, stop = timezone.localtime() - timedelta(hours=1), timezone.localtime() + timedelta(days=1)
    return {f"{name}_from": f"{start:%Y-%m-%d %H:%M}", f"{name}_until": f"{stop:%Y-%m-%d %H:%M}"}


def answer(user, action="approve", **data):
    change = PendingChange.objects.get(state=State.PROPOSED)
    return signed_in(user).post(
        reverse("changes_admin:change", args=[change.pk]), {"action": action, **data}, follow=True
    )


def a_request_of(user):
    request = RequestFactory().post("/")
    request.user = user
    return request


def read(client) -> str:
    generation.forget()
    return client.get("/").text


def found() -> list[str]:
    return [fault.reason for fault in integrity.faults()]


# --- 网站信息 ---


def test_words_of_the_site_wait_for_another_office_and_the_rest_is_saved_at_once(client, site, admin, second):
    page = edit(admin, report_phone=NEW_PHONE, opens_at="09:00")
    assert "已交另一位复核" in page.text
    assert "办事员（clerk）提出改为“0000-2222222”，等待复核" in page.text
    site.refresh_from_db()
    assert (site.report_phone, site.opens_at.hour) == (PHONE, 9)
    assert NEW_PHONE not in client.get("/").text

    answer(staff("系统管理员", username="other"))
    assert SiteSettings.objects.get().report_phone == PHONE, "nobody of the same office agrees"
    answer(second)

    assert NEW_PHONE in read(client)
    row = WordsChange.objects.first()
    assert (row.field, row.before, row.after) == ("report_phone", PHONE, NEW_PHONE)
    assert (row.writer_label, row.second_label) == ("办事员（clerk）", "林知行（second）")
    assert found() == []


def test_what_waits_can_be_withdrawn_and_stands_beside_the_field_until_then(site, admin, second):
    edit(admin, report_phone=NEW_PHONE)
    page = edit(admin, report_phone="0000-3333333", opens_at="10:00")
    assert "这里已有一项改动等待复核" in page.text
    assert SiteSettings.objects.get().opens_at.hour == 8, "nothing is stored half"
    answer(admin, "withdraw")
    assert "已交另一位复核" in edit(admin, report_phone="0000-3333333").text


def test_bad_words_are_refused_beside_the_field_and_nothing_is_proposed(site, admin):
    page = edit(admin, report_email="no address", opens_at="10:00")
    assert page.context["form"].errors.keys() == {"report_email"}
    assert (PendingChange.objects.count(), SiteSettings.objects.get().opens_at.hour) == (0, 8)


def test_a_notice_in_free_words_goes_with_its_times(client, site, admin, second):
    times = span("work")
    edit(admin, work_note="请把工资卡号发到信箱。", **times)
    site.refresh_from_db()
    assert (site.work_note, site.work_from) == ("", None)
    answer(second, "refuse", answer="不是工会的通知")
    edit(admin, work_note="今晚系统维护。", **times)
    answer(second)
    assert "今晚系统维护。" in read(client)


def test_an_urgent_notice_goes_out_at_once_and_is_told(client, site, admin, second, django_capture_on_commit_callbacks):
    times = span("urgent")
    assert "urgent_until" in edit(admin, urgent_notice="maintenance").context["form"].errors
    with django_capture_on_commit_callbacks(execute=True):
        edit(admin, urgent_notice="maintenance", **times)
    assert "系统正在维护" in client.get("/").text
    (told,) = [one for one in mail.outbox if "紧急通知" in one.subject]
    assert (told.to, "办事员" in told.body) == ([second.email], True)
    assert "urgent_notice" in edit(admin, urgent_notice="请把工资卡号发来", **times).context["form"].errors
    SiteSettings.objects.update(urgent_notice="请把工资卡号发来")
    assert "工资卡号" not in read(client)


def test_a_new_site_without_anybody_else_sets_its_first_words_at_once(tree):
    boss = superuser(username="boss")
    edit(boss, union_name="新工会", tagline="一句话")
    row = SiteSettings.objects.get()
    assert (row.union_name, row.tagline) == ("新工会", ""), "only what a deployed site must have"
    assert WordsChange.objects.get(field="union_name").ground == "first"
    answer(boss, "withdraw")
    edit(boss, union_name="又一个工会")
    assert SiteSettings.objects.get().union_name == "新工会", "only the first words"
    staff("安全管理员", username="officer")
    edit(boss, phone=PHONE)
    assert SiteSettings.objects.get().phone == "", "only while nobody else could agree"


# --- Departments ---


def test_a_department_is_renamed_by_two(admin, second):
    row = DepartmentFactory(code="machining", name="机加车间", name_en="")
    data = {"name": "请加群领奖", "name_en": "", "code": "machining", "sort_order": "7", "is_active": "on"}
    page = signed_in(admin).post(reverse("departments:edit", args=[row.pk]), data, follow=True)
    assert "已交另一位复核" in page.text
    row.refresh_from_db()
    assert (row.name, row.sort_order) == ("机加车间", 7)
    answer(second)
    assert Department.objects.get(pk=row.pk).name == "请加群领奖"
    assert list(WordsChange.objects.filter(field="name").values_list("before", flat=True)) == ["机加车间", ""]


def test_the_public_reads_the_name_of_a_new_department_when_a_second_person_has(client, tree, admin, second):
    lay_routing()
    data = {"name": "请加群领奖", "code": "new", "sort_order": "7", "is_active": "on"}
    page = signed_in(admin).post(reverse("departments:add"), data, follow=True)
    assert "已交另一位复核" in page.text
    assert "请加群领奖" not in client.get("/interact/report/").text
    row = Department.objects.get(code="new")
    row.is_named = True
    with set_origin(a_request_of(admin)), pytest.raises(Refused):
        row.save()
    answer(second)
    assert "请加群领奖" in client.get("/interact/report/").text
    assert found() == []


# --- Past the screens ---


WAYS = {
    "save": lambda site: site.save(),
    "update_fields": lambda site: site.save(update_fields=["report_phone"]),
    "update_or_create": lambda site: SiteSettings.objects.update_or_create(
        pk=site.pk, defaults={"report_phone": NEW_PHONE}
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_other_way_stores_words(site, admin, way):
    """The guard stands in the model layer, so every screen that anybody adds meets it (S-3.6)."""
    site.report_phone = NEW_PHONE
    with set_origin(a_request_of(admin)), pytest.raises(Refused, match="不能一个人直接改"):
        WAYS[way](site)
    assert SiteSettings.objects.get().report_phone == PHONE


def test_agreed_words_let_no_others_through(site, admin):
    """While one change is carried out, nothing else that happens in the same request is let through with it."""
    change = services.propose(instance=site, values={"phone": "1"}, actor=admin, now=timezone.now())
    site.report_phone = NEW_PHONE
    token = services._agreed.set(change)
    try:
        with set_origin(a_request_of(admin)), pytest.raises(Refused):
            site.save()
    finally:
        services._agreed.reset(token)


def test_words_that_changed_meanwhile_are_not_written_over(site, admin, second):
    edit(admin, report_phone=NEW_PHONE)
    site.report_phone = "0000-4444444"
    site.save()
    page = answer(second)
    assert "原来的文字又改过了" in page.text
    assert SiteSettings.objects.get().report_phone == "0000-4444444"


# --- The history ---


def test_words_written_past_the_models_are_found_and_stay_found(site, admin, second):
    assert found() == []
    SiteSettings.objects.update(report_phone=NEW_PHONE, work_note="请把工资卡号发来")
    reasons = found()
    assert [PHONE in reason and NEW_PHONE in reason for reason in reasons] == [True, False]
    assert all("与登记的不符" in reason for reason in reasons)
    # Saving something else does not make them lawful.
    edit(admin, opens_at="09:00")
    assert found() == reasons


def test_a_former_site_begins_its_history_with_what_stands_there(site, department):
    drop_triggers(connection)
    try:
        WordsChange.objects.all().delete()
    finally:
        install_triggers(connection)
    assert len(found()) == 5
    services.lay_beginnings()
    services.lay_beginnings()
    assert found() == []
    assert set(WordsChange.objects.values_list("ground", flat=True)) == {"begun"}
    assert WordsChange.objects.count() == 5
    Department.objects.update(name="另一个名字")
    services.lay_beginnings()
    assert len(found()) == 1


def test_a_fresh_demo_site_raises_no_alarm_on_its_first_day(tree):
    stage.set_up_people()
    stage.set_up_settings()
    assert WordsChange.objects.count() > 40
    assert found() == []


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts_wordschange SET after = 'x'", "DELETE FROM accounts_wordschange"]
)
def test_the_database_keeps_the_history(site, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert faulty_triggers(connection) == []


def test_the_daily_head_names_the_history(site):
    fields = sign_head(timezone.localdate()).text
    assert f"words-rows: {WordsChange.objects.count()}\n" in fields
    assert list(verification.faults()) == []
    drop_triggers(connection)
    WordsChange.objects.update(after="x")
    assert any("公开文字改动记录的数据库触发器" in reason for reason in found())
    install_triggers(connection)
    reasons = found()
    assert any("与当日签名的不一致" in reason for reason in reasons)
    assert any("校验值不符" in reason for reason in reasons)


@pytest.mark.parametrize("rows", [1, 40])
def test_an_auditor_reads_filters_and_saves_the_history(site, rows, django_assert_num_queries):
    for number in range(rows):
        site.report_phone = f"0000-{number:07d}"
        site.save()
    client = signed_in(staff("审计员", username="auditor"))
    client.get(reverse("public_words:index"))
    with django_assert_num_queries(15):
        page = client.get(reverse("public_words:index"), {"model": "core.sitesettings", "ground": "server"})
    assert PHONE in page.text
    assert "违法和不良信息举报电话" in page.text
    assert PHONE not in client.get(reverse("public_words:index"), {"ground": "two"}).text
    assert PHONE in b"".join(client.get(reverse("public_words:export"), {"format": "csv"})).decode()
    assert signed_in(staff("编辑", username="writer")).get(reverse("public_words:index")).status_code != 200
