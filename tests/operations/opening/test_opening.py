"""上线清单 and the opening: what readers meet until then, each item found by looking, opened by two people."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from home.services.tree import set_up_channels
from interact.cases.models.settings import ChannelRouting
from tests.clients import bind_authenticator, signed_in
from tests.conftest import member, person
from tests.factories import (
    AchievementPageFactory,
    DepartmentFactory,
    InfoPageFactory,
    NewsPageFactory,
    PolicyPageFactory,
    RulesPageFactory,
    UserFactory,
)
from unionsite.accounts.activation.services import issue_codes
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.changes.queries import makers_of
from unionsite.accounts.models import User
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core import generation
from unionsite.core.models import SiteSettings
from unionsite.operations.opening.items import ITEMS
from unionsite.operations.opening.queries import laid_by_one

LIST = "/admin/opening/"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
NAME, PHONE, SECRET = "某某公司工会委员会", "0000-7654321", "尚未公布的评优结果"
FACTS = {
    "union_name": NAME,
    "icp_number": "某ICP备00000000号",
    "report_phone": "0000-1111111",
    "report_email": "jubao@example.com",
    "address": "综合楼203室",
    "phone": PHONE,
}
HOURS = {"opens_at": "08:30", "closes_at": "17:30", "lunch_from": "12:00", "lunch_until": "13:30"}


@pytest.fixture
def building(tree):
    """The site as `setup_site` lays it: nobody may read it yet."""
    SiteSettings.objects.update(is_open=False)
    generation.forget()
    return tree


@pytest.fixture
def root():
    user = person("superuser")
    user.email = "root@example.com"
    user.save()
    return user


def undone(user) -> set[str]:
    return {row["item"].key for row in signed_in(user).get(LIST).context["left"]}


def agree(user, change, seen=None):
    """Agree as the second person, to what is shown now or was `seen` before."""
    client, address = signed_in(user), reverse("changes_admin:change", args=[change.pk])
    seen = seen or client.get(address).context.get("basis", "")
    return client.post(address, {"action": "approve", "seen": seen}, follow=True)


def save_account(user, roles, pk=None, **fields):
    """Make an account by the form, or give other roles to one that is there; return it."""
    data = {"username": "newcomer", "name": "何立新", "email": "newcomer@example.com", "is_active": "on"} | fields
    data["groups"] = [str(number) for number in Group.objects.filter(name__in=roles).values_list("pk", flat=True)]
    secrets = dict.fromkeys(("password1", "password2"), "" if pk else "Zongzhuang-2026-banzu")
    address = reverse("wagtailusers_users:edit", args=[pk]) if pk else reverse("wagtailusers_users:add")
    assert signed_in(user).post(address, data | secrets).status_code == 302
    return User.objects.get(username=data["username"])


def fill_facts(user):
    site = SiteSettings.objects.get()
    words = {name: getattr(site, name) for name in SiteSettings.WORDS}
    address = reverse("wagtailsettings:edit", args=["core", "sitesettings", site.site_id])
    return signed_in(user).post(address, words | HOURS | FACTS)


@pytest.mark.wing("oversight")
def test_nobody_asks_for_pages_before_there_are_any(building):
    from unionsite.operations.copies.queries import check_copy
    from unionsite.oversight.health.services import probes, walks

    assert check_copy() == "the site is not open yet"
    assert probes.probe() is None
    assert walks.start_when_due(datetime(2026, 12, 6, 5, tzinfo=UTC)) is None


def test_the_way_from_an_empty_site_to_its_readers(client, building, root, django_capture_on_commit_callbacks):
    set_up_channels()
    # What the clock and the machine of the test decide.
    assert undone(root) | {"workdays", "server"} == {item.key for item in ITEMS} | {"workdays", "server"}

    fill_facts(root)
    assert "legal" not in undone(root)

    signed_in(root).post(LIST, {"action": "mail"})
    assert mail.outbox[-1].to == [root.email]
    assert "mail" not in undone(root)

    people = {role: member(role) for role in ("系统管理员", "安全管理员", "审计员", "应急下线", "举报办理")}
    assert "officers" in undone(root), "they have no second factor yet"
    for user in people.values():
        bind_authenticator(user)
    assert not {"officers", "takedown"} & undone(root)

    for number in range(2):
        for role in ("初审", "终审"):
            people[role] = member(role, username=f"{role}{number}")
            assert "reviewers" in undone(root)
            bind_authenticator(people[role])
    assert "reviewers" not in undone(root)

    department = DepartmentFactory(name="机加车间", code="machining")
    assert "departments" in undone(root)
    member("信息员", department=department)
    assert "departments" not in undone(root)

    assert "channels" in undone(root)
    ChannelRouting.objects.filter(channel__in=["letter", "hardship", "legal_aid"]).update(is_open=False)
    assert "channels" not in undone(root)

    employee = UserFactory(employee_number="A0001")
    assert "roll" not in undone(root)
    assert "slips" in undone(root)
    issue_codes(users=[employee], actor=root, now=timezone.now())
    assert "slips" not in undone(root)

    RulesPageFactory(parent=building.home, title="交流守则")
    assert "rules" not in undone(root)
    assert "privacy" in undone(root)
    refused = signed_in(root).post(LIST, {"action": "open"}, follow=True)
    assert "隐私政策" in refused.text
    assert not PendingChange.objects.exists()
    RulesPageFactory(parent=building.home, title="隐私政策")
    assert "privacy" not in undone(root)

    for factory, parent in (
        (NewsPageFactory, "news"),
        (PolicyPageFactory, "rights"),
        (AchievementPageFactory, "culture"),
    ):
        factory(parent=getattr(building, parent))
    assert "pieces" in undone(root)
    InfoPageFactory(parent=building.info)
    assert "pieces" not in undone(root)

    assert signed_in(people["终审"]).post(LIST, {"action": "open"}).status_code == 302
    change = PendingChange.objects.get()
    assert client.get("/").status_code == 503
    agree(member("终审", username="third"), change)
    assert client.get("/").status_code == 503, "two of the same office are not enough"
    with django_capture_on_commit_callbacks(execute=True):
        agree(people["系统管理员"], change)

    assert client.get("/").status_code == 200
    assert AuditEntry.objects.filter(action=Action.SITE_OPENED).count() == 1
    assert "上线清单" not in signed_in(root).get("/admin/").text


def test_before_the_opening_one_person_names_everybody_and_then_no_more(building, root):
    newcomer = save_account(root, ["安全管理员", "终审"])
    assert newcomer.roles == {"安全管理员", "终审"}
    assert newcomer.acts_from is None
    assert not PendingChange.objects.open().exists()
    ticket = signed_in(root).post(reverse("staff_security", args=[newcomer.pk]), {"action": "ticket"})
    assert ticket.context["ticket"]
    assert root.pk in makers_of(newcomer), "who made a reviewer is not reviewed by them"

    own = {"username": root.username, "name": "张一", "email": root.email}
    assert save_account(root, ["系统管理员", "初审"], root.pk, **own).roles == {"系统管理员", "初审"}

    SiteSettings.objects.update(is_open=True)
    generation.forget()
    later = save_account(root, ["初审"], username="later", email="later@example.com")
    assert later.roles == set()
    assert PendingChange.objects.open().get().subject == later
    signed_in(root).post(reverse("wagtailusers_users:edit", args=[root.pk]), own | {"groups": []})
    assert User.objects.get(pk=root.pk).roles == {"系统管理员", "初审"}, "nobody changes their own again"


def test_others_than_a_superuser_need_two_people_before_the_opening_too(building, root):
    administrator = member("系统管理员")
    newcomer = save_account(administrator, ["终审"])
    assert newcomer.roles == set()
    assert PendingChange.objects.open().get().subject == newcomer
    real = member("初审", username="real")
    save_account(administrator, ["初审"], real.pk, username=real.username, email="mine@example.com")
    assert User.objects.get(pk=real.pk).email == real.email
    ticket = signed_in(administrator).post(reverse("staff_security", args=[real.pk]), {"action": "ticket"})
    assert not (ticket.context or {}).get("ticket")


def test_the_own_account_takes_roles_and_nothing_else(building, root):
    own = {"username": "other", "name": "张一", "email": "other@example.com", "background_checked_on": "2026-01-01"}
    save_account(root, ["终审"], root.pk, **own | {"username": root.username})
    stored = User.objects.get(pk=root.pk)
    assert (stored.username, stored.email) == (root.username, root.email)
    assert (stored.background_checked_on, stored.roles) == (None, {"终审"})
    fields = {"username": root.username, "name": "张一", "email": root.email}
    groups = [str(Group.objects.get(name="安全管理员").pk)]
    answer = signed_in(root).post(reverse("wagtailusers_users:edit", args=[root.pk]), fields | {"groups": groups})
    assert answer.context["form"].errors["groups"]


def test_roles_come_from_the_form_alone_which_keeps_them_apart(building, root):
    newcomer = save_account(root, ["编辑"])
    address = f"/admin/bulk/accounts/user/assign_role/?next=/admin/users/&id={newcomer.pk}"
    for role in ("系统管理员", "安全管理员"):
        signed_in(root).post(address, {"role": Group.objects.get(name=role).pk})
    assert User.objects.get(pk=newcomer.pk).roles == {"编辑"}


def test_no_other_site_says_whether_this_one_is_open(building, root):
    site, client = Site.objects.get(), signed_in(root)
    fields = {"hostname": "testserver", "port": "80", "site_name": "B", "root_page": str(building.home.pk)}
    client.post(reverse("wagtailsites:add"), fields | {"is_default_site": "on"})
    client.post(reverse("wagtailsites:edit", args=[site.pk]), fields)
    client.post(reverse("wagtailsites:delete", args=[site.pk]))
    assert list(Site.objects.filter(is_default_site=True)) == [site]
    assert (
        client.post(reverse("wagtailsites:edit", args=[site.pk]), fields | {"is_default_site": "on"}).status_code == 302
    )


def test_whoever_edits_the_settings_meanwhile_closes_nothing_again(building):
    edited = SiteSettings.objects.get()
    SiteSettings.objects.update(is_open=True, is_read_only=True)
    edited.phone = PHONE
    edited.save()
    stored = SiteSettings.objects.get()
    assert (stored.is_open, stored.is_read_only, stored.phone) == (True, True, PHONE)


def test_who_is_switched_off_is_shown_to_the_second_person_too(building):
    UserFactory(username="sleeper", is_superuser=True, is_active=False)
    assert any("sleeper" in who and "已停用" in roles for who, roles in laid_by_one())


def test_whoever_gives_roles_to_an_account_of_another_is_its_maker_too(building, root):
    newcomer = save_account(root, ["编辑"])
    other = UserFactory(username="other-root", is_superuser=True)
    save_account(other, ["初审"], newcomer.pk)
    assert makers_of(newcomer) == {root.pk, other.pk}


@pytest.mark.parametrize("what", ["role", "words"])
def test_nothing_laid_by_one_changes_after_the_second_look(building, root, what):
    fill_facts(root)
    RulesPageFactory(parent=building.home, title="隐私政策")
    committee = member("终审")
    signed_in(root).post(LIST, {"action": "open"})
    change = PendingChange.objects.get()
    page = signed_in(committee).get(reverse("changes_admin:change", args=[change.pk]))
    assert NAME in page.text
    if what == "role":
        save_account(root, ["应急下线"])
    else:
        SiteSettings.objects.update(phone="0000-0000000")
    agree(committee, change, page.context["basis"])
    assert not SiteSettings.objects.get().is_open
    agree(committee, change)
    assert SiteSettings.objects.get().is_open


def test_the_first_page_has_the_list_for_those_who_can_open_the_site_alone(building, root, editor_client):
    assert "上线清单" in signed_in(root).get("/admin/").text
    assert "上线清单" in signed_in(member("终审")).get("/admin/").text
    assert "上线清单" not in editor_client.get("/admin/").text
    assert editor_client.get(LIST).status_code == 302


def test_every_button_leads_to_a_screen(building, root):
    client = signed_in(root)
    page = client.get(LIST)
    addresses = {row["address"] for row in page.context["left"] + page.context["done"]} - {""}
    assert len(addresses) > 8
    for address in addresses:
        assert client.get(address, follow=True).status_code == 200, address


@pytest.mark.parametrize(("fault", "words"), [("server", "连不上发信服务器"), ("address", "还没有邮箱")])
def test_a_mail_that_does_not_go_out_is_told_in_words(building, root, settings, fault, words):
    if fault == "address":
        root.email = ""
        root.save()
    else:
        # Nobody listens there.
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 1
    page = signed_in(root).post(LIST, {"action": "mail"}, follow=True)
    assert words in page.text
    assert "mail" in undone(root)


def test_a_legal_fact_taken_back_keeps_the_site_closed(building, root):
    fill_facts(root)
    RulesPageFactory(parent=building.home, title="个人信息保护规则")
    signed_in(member("终审")).post(LIST, {"action": "open"})
    SiteSettings.objects.update(icp_number="")
    change = PendingChange.objects.get()
    assert "法规要求的没有办完" in agree(root, change).text
    assert not SiteSettings.objects.get().is_open


@pytest.mark.parametrize("number", [1, 8])
def test_the_first_page_costs_the_same_with_few_rows_and_many(building, root, number, django_assert_num_queries):
    for one in range(number):
        department = DepartmentFactory(name=f"第{one}车间", code=f"shop-{one}")
        member("信息员", username=f"author-{one}", department=department)
        UserFactory(employee_number=f"B{one}")
        RulesPageFactory(parent=building.home, title=f"第{one}号规定")
        NewsPageFactory(parent=building.news)
    client = signed_in(root)
    client.get("/admin/")
    with django_assert_num_queries(51):
        client.get("/admin/")
