"""The guard: its lists name views that exist, views that nobody listed are guarded (T25), who may work untrained."""

from datetime import date, timedelta

import pytest
from django.test import RequestFactory
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone

from tests.accounts.second_factor.signing_in import code_of, staff, superuser
from tests.accounts.second_factor.walking import METHODS, ask
from tests.clients import SiteClient, bind_authenticator
from tests.core.security.views import all_views
from unionsite.accounts.choices import STEP_UP_LIFE
from unionsite.accounts.models import Department, SecuritySettings, User
from unionsite.accounts.sign_in import guard

LISTS = {name: getattr(guard, name) for name in ("SIGNING_IN", "PASSWORD", "BACKGROUND", "STEP_UP")}


def names_in_use() -> set[str]:
    """Names that addresses lead to; Wagtail's own sign-in, which ours stands before, is none of them."""
    return {resolve(view.path).view_name for view in all_views()}


@pytest.mark.parametrize("views", LISTS.values(), ids=LISTS)
def test_every_view_that_is_listed_exists(views):
    """A view that was renamed would silently lose its rule."""
    assert views - names_in_use() == set()


@pytest.mark.parametrize("view", ["wagtailsettings:edit", "wagtail_bulk_action"])
def test_every_view_that_asks_for_code_has_a_rule_of_its_own_for_exists(view):
    assert view in names_in_use()


def test_what_the_guard_lets_through_is_little():
    """Whoever adds a line here says why."""
    assert {
        "accounts:sign_in",
        "accounts:code",
        "accounts:passkey",
        "accounts:backup_code",
        # Signs nobody in: it only says by whose counter this browser's passwords are counted.
        "accounts:own_browser",
        "accounts:ticket",
        "accounts:enrol",
        "accounts:password",
        "account:login",
        # Carries what was typed when a session had ended to the sign-in, and stores nothing.
        "account:again",
        "front_login",
        "accounts:sign_out",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "healthz",
        "csp_report",
    } == guard.SIGNING_IN | guard.PASSWORD


DANGEROUS = [
    ("wagtailusers_users:add", []),
    ("wagtailusers_users:edit", [1]),
    ("wagtailusers_users:delete", [1]),
    ("staff_security", [1]),
    ("wagtailusers_groups:add", []),
    ("wagtailusers_groups:edit", [1]),
    ("wagtailusers_groups:delete", [1]),
    ("accounts:replace", []),
    ("accounts:new_codes", []),
    ("accounts:remove", []),
    ("accounts:passkey_add", []),
    ("accounts:passkey_remove", [1]),
    ("employees_admin:codes", []),
    ("employees_admin:roll_confirm", [1]),
    ("publishing_desk:emergency", [1]),
    ("changes_admin:change", [1]),
    ("cases_admin:reveal", [1]),
    ("cases_admin:routing_edit", [1]),
    ("duties_admin:decide", [1, 1]),
    ("incidents_admin:read_only", []),
    ("incidents_admin:normal", []),
    ("incidents_admin:end_sessions", []),
    ("starter:sign", ["first"]),
    ("audit_admin:export", []),
    ("wagtailsettings:edit", ["accounts", "securitysettings", 1]),
    ("wagtail_bulk_action", ["accounts", "user", "delete"]),
]
ORDINARY = [
    ("wagtailadmin_home", []),
    ("wagtailusers_users:index", []),
    ("wagtailusers_groups:index", []),
    ("wagtailsettings:edit", ["core", "sitesettings", 1]),
    ("wagtail_bulk_action", ["wagtailcore", "page", "publish"]),
    ("wagtailadmin_pages:edit", [1]),
    ("accounts:second_factor", []),
    ("accounts:step_up", []),
    ("audit_admin:log", []),
    ("changes_admin:index", []),
]


def request_for(path: str):
    request = RequestFactory().get(path)
    request.resolver_match = resolve(request.path_info)
    return request


@pytest.mark.parametrize(("view", "args"), DANGEROUS)
def test_a_dangerous_action_asks_for_a_code(view, args):
    request = request_for(reverse(view, args=args))
    assert guard.asks_for_code(request, request.resolver_match.view_name)


@pytest.mark.parametrize(("view", "args"), ORDINARY)
def test_everyday_work_asks_for_none(view, args):
    request = request_for(reverse(view, args=args))
    assert not guard.asks_for_code(request, request.resolver_match.view_name)


def test_the_table_of_dangerous_actions_is_whole():
    """What asks by the address alone; the last three of the table have rules of their own."""
    assert {view for view, _args in DANGEROUS[:-3]} == guard.STEP_UP


@pytest.mark.parametrize(
    ("path", "asks"),
    [
        ("/admin/reports/site-history/?export=xlsx", True),
        ("/admin/reports/site-history/?export=csv&user=1", True),
        ("/admin/redirects/report/?export=csv", True),
        ("/admin/reports/site-history/", False),
        ("/search/?q=x&export=csv", False),
    ],
)
def test_what_leaves_the_house_asks_for_a_code(path, asks):
    request = request_for(path)
    assert guard.asks_for_code(request, request.resolver_match.view_name) is asks


def test_an_export_of_a_report_leads_over_the_code_and_back(clock, boss):
    device, client = bind_authenticator(boss), SiteClient()
    client.force_login(boss)
    export = "/admin/reports/site-history/?export=csv"
    assert client.get(export).status_code == 200
    clock.shift(STEP_UP_LIFE)
    asked = client.get(export)
    assert asked["Location"].startswith("/admin/confirm/")
    page = client.get(asked["Location"])
    assert page.context["next"] == export
    form = {"code": code_of(device), "next": page.context["next"]}
    confirmed = client.post("/admin/confirm/", form)
    assert confirmed.status_code == 200
    assert f'href="{export}"' in confirmed.content.decode()
    assert f'content="0; url={export}"' in confirmed.content.decode()
    assert client.get(export)["Content-Type"].startswith("text/csv")


# --- T25: views that nobody thought of ---


@pytest.fixture
def new_views(settings, db):
    settings.ROOT_URLCONF = "tests.accounts.second_factor.new_views"
    paths = [view.path for view in all_views() if view.path.startswith(("/new/", "/admin/new/"))]
    assert len(paths) == 15
    return paths


def test_t25_a_view_that_nobody_listed_is_guarded(client, boss, new_views):
    client.force_password_only(boss)
    for path in new_views:
        for method in METHODS:
            for is_script in (False, True):
                answer = ask(client, method, path, script=is_script)
                if method in ("GET", "HEAD") and not is_script:
                    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/"), path
                else:
                    assert answer.status_code == 403, (method, path)
    assert not Department.objects.exists()


def test_t25_verified_they_are_open(client, boss, new_views):
    client.force_login(boss)
    assert {client.post(path).content for path in new_views} == {b"written"}
    assert Department.objects.count() == len(new_views)


def test_t25_every_address_of_the_site_has_a_name_the_guard_can_tell_from_its_lists():
    """Views without a name are called by their module, which no list holds."""
    nameless = [view for view in all_views() if view.name.endswith("None")]
    for view in nameless:
        assert "." in resolve(view.path).view_name, view.path
    assert get_resolver().urlconf_name == "unionsite.urls"


# --- Training (S-6.3) ---


@pytest.fixture
def training_required(db):
    settings = SecuritySettings.load()
    settings.training_required = True
    settings.save()


@pytest.mark.parametrize(
    ("days", "status"), [(None, 403), (-1, 403), (0, 200), (30, 200)], ids=["never", "run out", "last day", "valid"]
)
def test_who_is_not_trained_does_not_work(client, training_required, days, status):
    until = None if days is None else timezone.localdate() + timedelta(days=days)
    user = staff("编辑", training_valid_until=until)
    client.force_login(user)
    answers = [client.get("/admin/"), client.get("/admin/pages/"), client.post("/admin/active/")]
    assert {answer.status_code for answer in answers} <= {status, 204}
    assert client.post("/admin/logout/").status_code == 302


def test_a_superuser_works_untrained_else_nobody_could_note_the_training(client, training_required):
    client.force_login(superuser(username="chief", training_valid_until=date(2020, 1, 1)))
    assert client.get("/admin/").status_code == 200


def test_training_is_asked_for_only_if_the_union_says_so(client, db):
    client.force_login(staff("编辑"))
    assert client.get("/admin/").status_code == 200
    assert not User.objects.filter(training_valid_until__isnull=False).exists()


# --- Programs and people ---


@pytest.mark.parametrize(
    ("headers", "is_script"),
    [
        ({}, False),
        ({"Accept": "text/html,*/*;q=0.8"}, False),
        ({"Sec-Fetch-Mode": "navigate"}, False),
        ({"Sec-Fetch-Mode": "navigate", "X-Requested-With": "XMLHttpRequest"}, True),
        ({"X-Requested-With": "XMLHttpRequest"}, True),
        ({"Sec-Fetch-Mode": "cors"}, True),
        ({"Sec-Fetch-Mode": "no-cors", "Accept": "text/html"}, True),
        ({"Accept": "application/json"}, True),
    ],
)
def test_a_program_is_told_from_a_person(headers, is_script):
    request = RequestFactory().get("/admin/", headers=headers)
    assert guard.is_from_script(request) is is_script
    assert guard.wants_page(request) is not is_script
    assert not guard.wants_page(RequestFactory().post("/admin/", headers=headers))
