"""Who decides over words and reports is made and recovered by two people of two offices, and begins the next working
day; superusers are no exception (security.md 3.3)."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from tests.accounts.second_factor.signing_in import PASSWORD, staff, superuser
from tests.clients import bind_authenticator, signed_in
from tests.sidebar import entries, menu
from unionsite.accounts.changes import rules, services
from unionsite.accounts.changes.choices import PROPOSAL_DAYS, Office, State
from unionsite.accounts.changes.queries import makers_of
from unionsite.accounts.models import Authenticator, EnrolmentTicket, PendingChange, User
from unionsite.audit.models import AuditEntry
from unionsite.audit.origin import set_origin
from unionsite.core.refusals import Refused

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "Jixie-chejian-2026-qiutian"
TICKET_SHAPE = re.compile(r"<code>((?:\w{4}-){3}\w{4})</code>")
MAKERS = ["系统管理员", "superuser"]


@pytest.fixture
def officer():
    return staff("安全管理员", username="officer")


@pytest.fixture(params=MAKERS)
def maker(request, officer):
    return superuser(username="maker") if request.param == "superuser" else staff(request.param, username="maker")


def group(name: str) -> str:
    return str(Group.objects.get(name=name).pk)


def account(username="newcomer", *, roles=("初审",), password=NEW_PASSWORD, **fields) -> dict:
    data = {"username": username, "name": "何立新", "email": f"{username}@example.com", "is_active": "on"}
    data |= {"groups": [group(role) for role in roles], "password1": password, "password2": password} | fields
    return {name: value for name, value in data.items() if value is not None}


def create(client, **fields):
    return client.post(reverse("wagtailusers_users:add"), account(**fields))


def edit(client, user, **fields):
    fields = {"password": "", "roles": user.groups.values_list("name", flat=True)} | fields
    return client.post(reverse("wagtailusers_users:edit", args=[user.pk]), account(user.username, **fields))


def second_look(user, change=None, action="approve", **data):
    change = change or PendingChange.objects.get(state=State.PROPOSED)
    address = reverse("changes_admin:change", args=[change.pk])
    return signed_in(user).post(address, {"action": action} | data)


def roles_of(user) -> set[str]:
    return set(User.objects.get(pk=user.pk).groups.values_list("name", flat=True))


# --- The account of a reviewer ---


@pytest.mark.parametrize("role", ["初审", "终审", "应急下线", "举报办理"])
def test_a_new_reviewer_waits_for_the_second_person(maker, officer, role):
    answer = create(signed_in(maker), roles=[role])
    assert answer.status_code == 302, answer.context["form"].errors
    newcomer = User.objects.get(username="newcomer")
    assert (roles_of(newcomer), newcomer.is_guarded) == (set(), True)
    change = PendingChange.objects.get(state=State.PROPOSED)
    assert (change.kind, change.payload["groups"], change.proposer) == ("account_join", [role], maker)
    assert "待复核事项（1）" in [entry["label"] for entry in entries(menu(signed_in(officer))[0])]
    assert not [entry for entry in entries(menu(signed_in(maker))[0]) if "待复核" in entry["label"]]

    page = second_look(officer, change)

    assert TICKET_SHAPE.search(page.text), "the second person hands the ticket over"
    newcomer.refresh_from_db()
    assert roles_of(newcomer) == {role}
    assert newcomer.acts_from > timezone.localdate()
    assert not newcomer.is_staff


def test_nobody_looks_a_second_time_at_their_own(maker, officer):
    create(signed_in(maker))
    change = PendingChange.objects.get(state=State.PROPOSED)
    second_look(maker, change)
    change.refresh_from_db()
    assert change.state == State.PROPOSED
    assert "须由另一位" in signed_in(maker).get(reverse("changes_admin:change", args=[change.pk])).text


@pytest.mark.parametrize("role", ["系统管理员", "superuser", "终审", "审计员", "编辑"])
def test_the_second_person_holds_another_office(maker, officer, role):
    create(signed_in(maker))
    other = superuser(username="other") if role == "superuser" else staff(role, username="other")
    second_look(other)
    assert roles_of(User.objects.get(username="newcomer")) == set()
    assert PendingChange.objects.filter(state=State.PROPOSED).exists()


def test_a_second_person_made_just_now_waits_as_well(maker, officer):
    """Two made officers in a row are no way round: the second begins on the next working day."""
    create(signed_in(maker), roles=["安全管理员"] if maker.is_superuser else ["初审"])
    second_look(officer)
    newcomer = User.objects.get(username="newcomer")
    newcomer.groups.set([Group.objects.get(name="安全管理员")])
    User.objects.filter(pk=newcomer.pk).update(must_change_password=False)
    create(signed_in(maker), username="third")
    answer = second_look(User.objects.get(pk=newcomer.pk), action="approve")
    assert answer["Location"] == reverse("changes_admin:change", args=[PendingChange.objects.first().pk])
    assert PendingChange.objects.filter(state=State.PROPOSED).count() == 1


def test_what_is_refused_is_in_force_nowhere_and_says_why(maker, officer):
    create(signed_in(maker))
    change = PendingChange.objects.get(state=State.PROPOSED)
    page = second_look(officer, change, "refuse", answer=" ")
    assert "请写明不同意的理由" in page.text
    second_look(officer, change, "refuse", answer="没有这个人")
    change.refresh_from_db()
    assert (change.state, change.answer) == (State.REFUSED, "没有这个人")
    assert roles_of(User.objects.get(username="newcomer")) == set()
    second_look(officer, change)
    change.refresh_from_db()
    assert change.state == State.REFUSED


def test_all_are_told_and_it_is_on_record(maker, officer, mailoutbox, django_capture_on_commit_callbacks):
    staff("初审", username="group", email="group@example.com")
    staff("终审", username="committee", email="committee@example.com")
    with django_capture_on_commit_callbacks(execute=True):
        create(signed_in(maker), roles=["终审"])
    assert [message.to for message in mailoutbox] == [[officer.email]]
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        second_look(officer)
    told = {message.to[0] for message in mailoutbox}
    assert told == {"group@example.com", "committee@example.com", officer.email, maker.email, "newcomer@example.com"}
    assert all("终审" in message.body and "何立新" in message.body for message in mailoutbox)
    entries = AuditEntry.objects.filter(action__in=["change_proposed", "change_done"]).order_by("number")
    assert [(entry.action, entry.actor_id) for entry in entries] == [
        ("change_proposed", maker.pk),
        ("change_done", officer.pk),
    ]


# --- Recovery ---


def recover(client, user, way):
    if way == "password":
        return edit(client, user, password=NEW_PASSWORD)
    return client.post(
        reverse("staff_security", args=[user.pk]), {"action": way, f"{way}-reason": "本人当面说明手机丢失"}
    )


@pytest.mark.parametrize("way", ["password", "reset", "ticket"])
@pytest.mark.parametrize("role", ["初审", "终审", "应急下线", "举报办理"])
def test_recovering_a_reviewer_takes_two_people(maker, officer, role, way):
    victim = staff(role, username="victim")
    device = bind_authenticator(victim)
    browser = signed_in(victim)
    answer = recover(signed_in(maker), victim, way)
    assert answer.status_code == 302
    assert User.objects.get(pk=victim.pk).check_password(PASSWORD)
    assert Authenticator.objects.filter(pk=device.pk).exists()
    assert not EnrolmentTicket.objects.exists()
    assert browser.get(reverse("accounts:second_factor")).status_code == 200, "nobody is thrown out meanwhile"

    page = second_look(officer)

    victim.refresh_from_db()
    assert victim.acts_from > timezone.localdate()
    assert makers_of(victim) == {maker.pk, officer.pk}
    if way == "password":
        assert victim.check_password(NEW_PASSWORD)
        assert victim.must_change_password
        assert "password" not in PendingChange.objects.get(state=State.DONE).payload
    else:
        assert TICKET_SHAPE.search(page.text)
        assert Authenticator.objects.filter(pk=device.pk).exists() is (way == "ticket")


def test_a_security_officer_recovers_a_reviewer_with_an_administrator(officer):
    victim, administrator = staff("初审", username="victim"), staff("系统管理员", username="administrator")
    recover(signed_in(officer), victim, "reset")
    second_look(staff("安全管理员", username="officer2"))
    assert PendingChange.objects.get().state == State.PROPOSED
    second_look(administrator)
    assert PendingChange.objects.get().state == State.DONE


def test_a_reviewer_switched_off_is_not_switched_on_by_one(maker, officer):
    victim = staff("初审", username="victim", is_active=False)
    assert edit(signed_in(maker), victim).status_code == 302
    assert not User.objects.get(pk=victim.pk).is_active
    second_look(officer)
    victim.refresh_from_db()
    assert victim.is_active
    assert victim.acts_from > timezone.localdate()


def test_the_same_is_not_proposed_twice(maker, officer):
    victim = staff("初审", username="victim")
    recover(signed_in(maker), victim, "reset")
    recover(signed_in(maker), victim, "reset")
    assert PendingChange.objects.count() == 1
    assert edit(signed_in(maker), victim, password=NEW_PASSWORD).status_code == 302
    answer = edit(signed_in(maker), victim, password=NEW_PASSWORD)
    assert "正在等待复核" in answer.text


@pytest.mark.parametrize("role", ["初审", "安全管理员"])
def test_a_role_that_waits_is_not_ticked_again(officer, role):
    boss = superuser(username="boss")
    create(signed_in(boss), roles=[role])
    newcomer = User.objects.get(username="newcomer")
    answer = edit(signed_in(boss), newcomer, roles=["编辑", role], name="何立昕")
    assert answer.status_code == 200
    assert "正在等待复核" in str(answer.context["form"].errors["groups"])
    assert 'value="何立昕"' in answer.text
    newcomer.refresh_from_db()
    assert (newcomer.name, roles_of(newcomer), PendingChange.objects.count()) == ("何立新", set(), 2)


# --- The mail address, to which it is told that a report waits ---


@pytest.mark.parametrize("role", ["举报办理", "应急下线", "初审"])
def test_a_mail_address_is_changed_by_two_and_both_addresses_are_told(
    maker, officer, role, mailoutbox, django_capture_on_commit_callbacks
):
    victim = staff(role, username="victim", email="old@example.com")
    with django_capture_on_commit_callbacks(execute=True):
        answer = edit(signed_in(maker), victim, email="new@example.com", name="何立昕")
    assert answer.status_code == 302, answer.context["form"].errors
    victim.refresh_from_db()
    assert (victim.name, victim.email) == ("何立昕", "old@example.com"), "only the address waits"
    assert {message.to[0] for message in mailoutbox} == {officer.email, "old@example.com"}
    assert all("new@example.com" in message.body for message in mailoutbox)
    answer = edit(signed_in(maker), victim, email="other@example.com")
    assert "正在等待复核" in str(answer.context["form"].errors["email"])
    second_look(maker)
    victim.refresh_from_db()
    assert victim.email == "old@example.com"
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        second_look(officer)

    victim.refresh_from_db()
    assert (victim.email, victim.acts_from) == ("new@example.com", None)
    assert {"old@example.com", "new@example.com"} <= {message.to[0] for message in mailoutbox}
    assert makers_of(victim) == set(), "an address makes nobody"
    assert AuditEntry.objects.filter(action="account_changed", detail__fields=["email"], actor_id=maker.pk).exists()


@pytest.mark.parametrize("roles", [["编辑"], ["编辑", "举报办理"]])
def test_a_mail_address_changed_with_the_role_taken_away_waits_too(officer, roles):
    administrator, victim = staff("系统管理员", username="administrator"), staff("编辑", email="old@example.com")
    victim.groups.set(Group.objects.filter(name__in=roles))
    edit(signed_in(administrator), victim, roles=["编辑"], email="new@example.com")
    victim.refresh_from_db()
    assert (victim.email == "old@example.com") is ("举报办理" in roles)


def test_an_account_without_such_a_role_is_managed_by_one_who_is_kept_as_its_maker(maker, officer):
    create(signed_in(maker), roles=["编辑"])
    newcomer = User.objects.get(username="newcomer")
    page = recover(signed_in(maker), newcomer, "ticket")
    assert TICKET_SHAPE.search(page.text)
    edit(signed_in(maker), newcomer, roles=["编辑", "初审"])
    assert roles_of(newcomer) == {"编辑"}
    second_look(officer)
    assert roles_of(newcomer) == {"编辑", "初审"}
    assert maker.pk in makers_of(newcomer)


# --- Ways round ---


def test_a_superuser_is_made_by_two(officer):
    boss = superuser(username="boss")
    editor = staff("编辑", username="colleague")
    assert edit(signed_in(boss), editor, is_superuser="on").status_code == 302
    assert not User.objects.get(pk=editor.pk).is_superuser
    second_look(officer)
    assert User.objects.get(pk=editor.pk).is_superuser


@pytest.mark.parametrize("role", ["初审", "应急下线", "举报办理", "安全管理员"])
def test_no_other_screen_puts_anybody_into_such_a_role(officer, role):
    boss, editor = superuser(username="boss"), staff("编辑", username="colleague")
    address = f"/admin/bulk/accounts/user/assign_role/?id={editor.pk}&next=/admin/users/"
    signed_in(boss).post(address, {"role": group(role)})
    assert roles_of(editor) == {"编辑"}


@pytest.mark.parametrize("action", ["set_active_state", "delete"])
def test_a_reviewer_is_not_done_away_with_among_many(officer, action):
    boss, victim = superuser(username="boss"), staff("初审", username="victim")
    address = f"/admin/bulk/accounts/user/{action}/?id={victim.pk}&next=/admin/users/"
    answer = signed_in(boss).post(address, {"mark_as_active": "False"}, follow=True)
    assert User.objects.filter(pk=victim.pk, is_active=True).exists()
    assert "单独办理" in answer.text


def group_form(name: str, permissions) -> dict:
    data = {"name": name, "permissions": permissions}
    for prefix in ("page_permissions", "collection_permissions", "image_permissions", "document_permissions"):
        data |= {f"{prefix}-{key}": value for key, value in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0))}
    data |= {"media_permissions-TOTAL_FORMS": 0, "media_permissions-INITIAL_FORMS": 0}
    return data | {"collection-TOTAL_FORMS": 0, "collection-INITIAL_FORMS": 0}


def test_a_role_keeps_its_name_and_its_rights(officer):
    """Under another name it could be joined unseen; with its rights another group would do."""
    client = signed_in(superuser(username="boss"))
    first, editors = Group.objects.get(name="初审"), Group.objects.get(name="编辑")
    answer = client.post(reverse("wagtailusers_groups:edit", args=[first.pk]), group_form("甲", []))
    assert "角色的名称是固定的" in answer.text
    rights = Permission.objects.filter(codename__in=["handle_report", "emergency_unpublish"])
    kept = list(editors.permissions.values_list("pk", flat=True))
    for right in rights:
        client.post(reverse("wagtailusers_groups:edit", args=[editors.pk]), group_form("编辑", [*kept, right.pk]))
    client.post(reverse("wagtailusers_groups:delete", args=[first.pk]))
    first.refresh_from_db()
    assert first.name == "初审"
    assert len(rights) == 2
    assert not editors.permissions.filter(pk__in=rights).exists()


def test_the_last_security_officer_stays(officer):
    boss = superuser(username="boss")
    answer = edit(signed_in(boss), officer, is_active=None)
    assert "至少要有一位在用的安全管理员" in answer.text
    answer = edit(signed_in(boss), officer, roles=["编辑"])
    assert "至少要有一位在用的安全管理员" in answer.text
    signed_in(boss).post(reverse("wagtailusers_users:delete", args=[officer.pk]))
    officer.refresh_from_db()
    assert (officer.is_active, roles_of(officer)) == (True, {"安全管理员"})


def test_the_database_takes_no_change_with_one_person_in_both_parts(officer):
    boss = superuser(username="boss")
    values = {"kind": "account_join", "proposer": boss, "proposer_label": "x", "decided_at": timezone.now()}
    for wrong in (
        {"approver": boss, "approver_label": "x"},
        {"approver": officer, "approver_label": "x", "subject": officer},
        {"state": State.DONE},
        {"state": State.WAITING},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PendingChange.objects.create(**values | wrong)


@pytest.mark.parametrize(
    ("offices", "proposer_offices", "allowed"),
    [
        ({"security"}, {"administration"}, True),
        ({"administration"}, {"administration"}, False),
        ({"administration", "security"}, {"administration"}, True),
        ({"security"}, {"administration", "security"}, False),
        ({"committee"}, {"administration"}, False),
        (set(), set(), False),
    ],
)
def test_which_office_may_look_a_second_time(offices, proposer_offices, allowed):
    kind = SimpleNamespace(approving={Office.SECURITY, Office.ADMINISTRATION})
    facts = {"state": State.PROPOSED, "proposer_id": 1, "subject_id": 3, "proposer_offices": proposer_offices}
    change, second = SimpleNamespace(definition=kind, **facts), SimpleNamespace(pk=2, acts_from=None)
    why = rules.why_not_approve(change, second, offices=offices, is_kept_out=False, today=timezone.localdate())
    assert (not why) is allowed


# --- Reviewing ---


def test_what_a_maker_wrote_is_never_reviewed_by_the_account(maker, officer, tree):
    from unionsite.publishing.models import ReviewTask
    from unionsite.publishing.review.queries import why_not_review

    create(signed_in(maker))
    second_look(officer)
    newcomer = User.objects.get(username="newcomer")
    tree.info.save_revision(user=maker)
    task = ReviewTask.objects.get(stage="first")
    assert "起才能审核" in why_not_review(task, tree.info, newcomer)
    newcomer.acts_from = timezone.localdate()
    assert "设立或恢复过您的账号" in why_not_review(task, tree.info, newcomer)
    assert why_not_review(task, tree.news, newcomer) == ""


def test_whoever_made_an_account_is_switched_off_and_never_deleted(officer):
    """Else a reviewer's maker could be forgotten, and be reviewed by them (`makers_of`)."""
    boss = superuser(username="boss")
    maker = staff("系统管理员", username="maker")
    create(signed_in(maker), username="author", roles=["编辑"])
    author = User.objects.get(username="author")
    maker.groups.set([Group.objects.get(name="编辑")])
    page = signed_in(boss).post(reverse("wagtailusers_users:delete", args=[maker.pk]), follow=True)
    assert "账号不能删除" in page.text
    assert makers_of(author) == {maker.pk}


# --- The server's own console ---


def test_a_new_site_gets_its_first_officer_on_the_server(capsys):
    boss = superuser(username="boss")
    client = signed_in(boss)
    create(client, username="officer", roles=["安全管理员"])
    page = client.get(reverse("changes_admin:index"))
    change = PendingChange.objects.get(state=State.PROPOSED)
    assert "officer" in page.text
    assert "现在没有人可以复核" in client.get(reverse("changes_admin:change", args=[change.pk])).text
    call_command("appoint", "officer", "安全管理员", "--reason", "首次安装")
    assert re.search(r"(?:\w{4}-){3}\w{4}", capsys.readouterr().out)
    officer = User.objects.get(username="officer")
    assert roles_of(officer) == {"安全管理员"}
    assert officer.acts_from > timezone.localdate()
    # As on that day.
    User.objects.filter(pk=officer.pk).update(must_change_password=False, acts_from=None)
    officer.refresh_from_db()
    create(client, username="first", roles=["初审"])
    second_look(officer)
    assert roles_of(User.objects.get(username="first")) == {"初审"}


def test_later_ones_are_told_to_all_and_begin_the_next_working_day(
    officer, mailoutbox, django_capture_on_commit_callbacks
):
    staff("终审", username="committee", email="committee@example.com")
    staff("编辑", username="colleague")
    with django_capture_on_commit_callbacks(execute=True):
        call_command("appoint", "colleague", "初审", "--reason", "人手不够")
    colleague = User.objects.get(username="colleague")
    assert colleague.acts_from > timezone.localdate()
    assert {"committee@example.com", officer.email} <= {message.to[0] for message in mailoutbox}
    assert all("在服务器" in message.subject for message in mailoutbox)
    assert AuditEntry.objects.filter(action="change_done", reason="人手不够", actor_id=None).exists()
    with pytest.raises(CommandError, match="不同的人"):
        call_command("appoint", "officer", "审计员", "--reason", "首次安装")


@pytest.mark.parametrize("command", ["reset_second_factor", "issue_ticket"])
def test_the_last_resort_is_on_record_and_told_to_all(command, officer, mailoutbox, django_capture_on_commit_callbacks):
    victim = staff("初审", username="victim", last_login=timezone.now())
    staff("终审", username="committee", email="committee@example.com")
    with django_capture_on_commit_callbacks(execute=True):
        call_command(command, "victim", "--reason", "手机丢失")
    victim.refresh_from_db()
    assert victim.acts_from > timezone.localdate()
    assert {"committee@example.com", officer.email, victim.email} <= {message.to[0] for message in mailoutbox}
    assert AuditEntry.objects.filter(action="change_done", reason="手机丢失").exists()


def test_a_password_given_on_the_server_is_told_to_all_too(
    officer, monkeypatch, mailoutbox, django_capture_on_commit_callbacks
):
    victim = staff("终审", username="victim", last_login=timezone.now())
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW_PASSWORD)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("changepassword", "victim", "--reason", "忘了密码")
    victim.refresh_from_db()
    assert victim.check_password(NEW_PASSWORD)
    assert victim.acts_from > timezone.localdate()
    assert {officer.email, victim.email} <= {message.to[0] for message in mailoutbox}


# --- The screen ---


def test_who_has_no_such_office_finds_no_screen(officer):
    client = signed_in(staff("编辑", username="colleague"))
    assert client.get(reverse("changes_admin:index")).status_code in (302, 403)
    assert "待复核事项" not in client.get("/admin/").text


def test_what_waits_stands_on_the_first_page(maker, officer):
    create(signed_in(maker))
    change = PendingChange.objects.get(state=State.PROPOSED)
    address = reverse("changes_admin:change", args=[change.pk])
    assert f'href="{address}">去复核' in signed_in(officer).get("/admin/").text
    assert address not in signed_in(maker).get("/admin/").text


def test_a_proposer_takes_it_back(maker, officer):
    create(signed_in(maker))
    change = PendingChange.objects.get(state=State.PROPOSED)
    second_look(staff("终审", username="final"), change, "withdraw")
    second_look(maker, change, "withdraw")
    change.refresh_from_db()
    assert change.state == State.WITHDRAWN
    with pytest.raises(Refused):
        services.approve(change_id=change.pk, actor=officer, now=timezone.now())


def test_what_nobody_looks_at_runs_out_and_may_be_proposed_anew(officer):
    maker = staff("系统管理员", username="maker")
    create(signed_in(maker))
    change = PendingChange.objects.get(state=State.PROPOSED)
    PendingChange.objects.update(proposed_at=timezone.now() - timedelta(days=PROPOSAL_DAYS, minutes=1))

    services.carry_out_changes()
    services.carry_out_changes()

    change.refresh_from_db()
    assert change.state == State.EXPIRED
    assert "password" not in change.payload
    answer = signed_in(officer).get(reverse("changes_admin:index"))
    assert "超过期限未复核" in answer.content.decode()
    with pytest.raises(Refused):
        services.approve(change_id=change.pk, actor=officer, now=timezone.now())


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_costs_the_same_with_few_and_with_many(officer, rows, django_assert_num_queries):
    boss = superuser(username="boss")
    for number in range(rows):
        victim = staff("初审", username=f"victim{number}")
        services.propose(kind="account_reset", actor=boss, subject=victim, now=timezone.now())
    client = signed_in(officer)
    client.get(reverse("changes_admin:index"))
    with django_assert_num_queries(15):
        answer = client.get(reverse("changes_admin:index"))
    assert len(answer.context["mine"]) == rows


def test_no_screen_adds_a_right_that_comes_with_a_role_alone(rf):
    """No form offers them today; one that would is refused where groups are written."""
    editors, report = Group.objects.get(name="编辑"), Permission.objects.get(codename="handle_report")
    request = rf.post("/admin/")
    request.user = superuser(username="boss")
    with set_origin(request), pytest.raises(PermissionDenied), transaction.atomic():
        editors.permissions.add(report)
    editors.permissions.add(report)
