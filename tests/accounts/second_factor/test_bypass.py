"""A right password alone opens nothing, on any way in (T01 to T06)."""

import json

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from tests.accounts.second_factor.signing_in import (
    PASSWORD,
    ROUTES,
    SIGN_IN,
    give_password,
    is_led_to_sign_in,
    key_of,
    sign_in,
    superuser,
)
from tests.accounts.second_factor.walking import METHODS, addresses, ask, contents, make_objects, readable
from tests.clients import SiteClient, bind_authenticator
from tests.core.security.views import all_views
from tests.editing import form_data
from tests.factories import NewsPageFactory, UserFactory, linking
from unionsite.accounts.models import User
from unionsite.accounts.sign_in import guard, staging
from unionsite.core.models import SiteDocument

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece(tree):
    return NewsPageFactory(parent=tree.news)


@pytest.fixture
def chief_device(clock, db):
    """A superuser's: nobody could do more."""
    return bind_authenticator(superuser(username="chief"))


# --- T01, T02: every address ---


@pytest.mark.once
def test_t01_a_session_of_a_password_alone_is_refused_at_every_address_by_every_method(client, chief_device, piece):
    """Such a session is made by nothing here; a fault in another package could make one."""
    make_objects(piece)
    client.force_password_only(chief_device.user)
    signing_out = "accounts:sign_out"
    walk, key, before, wrong = addresses(piece, without={signing_out}), key_of(client), contents(), []
    for view in walk:
        for method in METHODS:
            answer = ask(client, method, view.path, script=method in ("PUT", "PATCH", "DELETE", "OPTIONS"))
            if view.name in guard.SIGNING_IN:
                # No worker runs beside the tests, so that the health page says 503.
                is_right = answer.status_code < 500 or view.name == "healthz"
            elif method in ("GET", "HEAD"):
                is_right = is_led_to_sign_in(answer)
            else:
                is_right = answer.status_code == 403
            if not is_right:
                wrong.append((method, view.path, view.name, answer.status_code))
    assert wrong == []
    assert contents() == before
    assert key_of(client) == key, "it was the same session to the end"
    assert len(walk) > 300
    assert client.post(reverse(signing_out)).status_code == 302
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("route", ROUTES)
def test_t01_t02_between_password_and_code_one_is_nobody(client, chief_device, piece, route):
    """The admin refuses; the public site answers as it answers a stranger; nothing is stored."""
    make_objects(piece)
    assert give_password(client, chief_device.user, route=route)["Location"] == "/admin/login/code/"
    stranger = SiteClient()
    walk, key, before, wrong = addresses(piece), key_of(client), contents(), []
    assert len(walk) > 300
    for view in walk:
        is_admin = view.path.startswith("/admin/")
        if is_admin and view.name in guard.SIGNING_IN:
            continue
        for method in METHODS if route == SIGN_IN else ("GET", "POST"):
            answer = ask(client, method, view.path)
            if is_admin:
                is_right = is_led_to_sign_in(answer) or answer.status_code in (403, 404, 405)
            else:
                # What the health page says of disk and cache changes with the machine.
                expected = ask(stranger, method, view.path)
                is_right = (answer.status_code, answer.get("Location")) == (
                    expected.status_code,
                    expected.get("Location"),
                ) and (method != "GET" or view.name == "healthz" or readable(answer) == readable(expected))
            if not is_right:
                wrong.append((method, view.path, view.name, answer.status_code))
    assert wrong == []
    assert contents() == before
    assert key_of(client) == key
    assert staging.PENDING in client.session, "the password still stands: the walk was made in that state"


@pytest.mark.parametrize("route", [*ROUTES, "/en/_util/login/", "/en/account/login/"])
def test_t02_no_way_in_makes_a_session_of_a_person_before_the_code(client, chief_device, route):
    give_password(client, chief_device.user, route=route)
    assert set(client.session.keys()) <= {staging.PENDING, "_session_expiry"}
    assert SESSION_KEY not in client.session


def test_t02_no_address_takes_a_password_for_a_person(client, chief_device, piece):
    """Whatever other package brings a way to sign in: the password is tried at every address."""
    form = {"username": chief_device.user.username, "password": PASSWORD, "email": chief_device.user.email}
    taken, walk = set(), addresses(piece)
    for view in walk:
        client.cookies.clear()
        client.post(view.path, form)
        if "sessionid" in client.cookies:
            assert SESSION_KEY not in client.session, view.path
            if staging.PENDING in client.session:
                taken.add(view.path)
    assert taken == {*ROUTES, "/en/_util/login/", "/en/account/login/"}, "the password was right"


@pytest.mark.once
def test_t01_the_walk_would_do_harm_with_the_code(client, chief_device, piece):
    """The proof that the walks above are refused and not merely mistaken: verified, their requests do delete."""
    make_objects(piece)
    client.force_login(chief_device.user)
    for path in (f"/admin/pages/{piece.pk}/delete/", "/admin/documents/delete/1/", "/admin/images/1/delete/"):
        assert path in {view.path for view in addresses(piece)}
        assert ask(client, "POST", path).status_code == 302, path
    assert not type(piece).objects.filter(pk=piece.pk).exists()
    assert not SiteDocument.objects.filter(pk=1).exists()


@pytest.mark.parametrize(
    "address", ["accounts:code", "accounts:passkey", "accounts:backup_code", "accounts:ticket", "accounts:enrol"]
)
def test_t01_the_steps_of_signing_in_need_the_password_first(client, chief_device, address):
    for state in ("nobody", "password only"):
        if state == "password only":
            client.force_password_only(chief_device.user)
        for method in ("GET", "POST"):
            assert is_led_to_sign_in(ask(client, method, reverse(address))), (state, method)


# --- T03: Django's own admin ---


def test_t03_djangos_admin_is_not_there(client):
    assert not apps.is_installed("django.contrib.admin")
    assert not [view.name for view in all_views() if view.name.startswith("admin:")]
    for path in ("/django-admin/", "/django-admin/login/", "/admin/accounts/authenticator/"):
        assert client.get(path, follow=True).status_code in (200, 404)
        assert "otpauth" not in client.get(path, follow=True).content.decode()
    assert client.post("/django-admin/login/", {"username": "x", "password": "x"}).status_code == 404


# --- T04: programs ---


def script_requests(page):
    """(method, address, body): what the scripts of the admin send."""
    json_body = json.dumps({"title": "changed"})
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["news", "newspage", page.pk, 1])
    return [
        ("get", "/admin/api/main/pages/", None),
        ("post", f"/admin/api/main/pages/{page.pk}/action/unpublish/", json_body),
        ("get", reverse("wagtailadmin_choose_page"), None),
        ("post", reverse("wagtailimages_chooser:create"), {"title": "x"}),
        ("post", reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]), form_data(page)),
        ("post", edit, form_data(page, title="changed")),
        ("post", ping, {}),
        ("post", f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}", {}),
        ("patch", reverse("wagtailadmin_dismissibles"), json.dumps({"x": True})),
        ("post", reverse("accounts:active"), {}),
        ("get", page.url, None),
    ]


SCRIPT_HEADERS = [
    {"X-Requested-With": "XMLHttpRequest"},
    {"Sec-Fetch-Mode": "cors"},
    {"Accept": "application/json"},
]


@pytest.mark.parametrize("headers", SCRIPT_HEADERS, ids=lambda headers: next(iter(headers)))
def test_t04_scripts_get_403_and_nothing_is_saved(client, chief_device, piece, headers):
    client.force_password_only(chief_device.user)
    before = contents()
    for method, path, body in script_requests(piece):
        options = {"content_type": "application/json"} if isinstance(body, str) else {}
        answer = getattr(client, method)(path, body, headers=headers, **options)
        assert answer.status_code == 403, path
        assert answer.json() == {"error": "请先完成两步验证登录。"}
    assert contents() == before


@pytest.mark.parametrize("headers", SCRIPT_HEADERS, ids=lambda headers: next(iter(headers)))
def test_t04_between_password_and_code_scripts_save_nothing(client, chief_device, piece, headers):
    give_password(client, chief_device.user)
    before = contents()
    for method, path, body in script_requests(piece)[:-1]:
        options = {"content_type": "application/json"} if isinstance(body, str) else {}
        answer = getattr(client, method)(path, body, headers=headers, **options)
        assert is_led_to_sign_in(answer) or answer.status_code == 403, path
    assert contents() == before


def test_t04_the_same_requests_of_a_verified_person_are_answered(client, chief_device, piece):
    client.force_login(chief_device.user)
    answer = client.post(
        reverse("wagtailadmin_pages:edit", args=[piece.pk]),
        form_data(piece, title="changed"),
        headers={"Accept": "application/json"},
    )
    assert answer.json()["success"] is True


# --- T05: private pages and documents ---


@pytest.fixture
def private_page(tree):
    page = NewsPageFactory(parent=tree.news, title="只给内部看的稿件", slug="internal")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    return page


@pytest.fixture
def private_document(tree):
    """Shown by an open page, so that its collection alone keeps it shut."""
    collection = Collection.get_first_root_node().add_child(name="内部资料")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=CollectionViewRestriction.LOGIN)
    document = SiteDocument.objects.create(
        title="内部通知", collection=collection, file=ContentFile("内部通知".encode(), name="internal.txt")
    )
    NewsPageFactory(parent=tree.news, body=linking(document))
    return document


def test_t05_without_the_code_private_pages_and_documents_stay_shut(
    client, chief_device, private_page, private_document
):
    for path in (private_page.url, private_document.url):
        client.force_password_only(chief_device.user)
        assert is_led_to_sign_in(client.get(path))
        client.logout()
        give_password(client, chief_device.user)
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].split("?")[0] in ROUTES
        assert "只给内部看" not in answer.content.decode()


def test_t05_with_the_code_they_open(client, chief_device, private_page, private_document):
    sign_in(client, chief_device)
    assert "只给内部看的稿件" in client.get(private_page.url).content.decode()
    assert readable(client.get(private_document.url)) == "内部通知"


def test_t05_drafts_and_previews_stay_shut(client, chief_device, piece):
    client.force_password_only(chief_device.user)
    for name in ("view_draft", "preview_on_edit", "revisions_index"):
        assert is_led_to_sign_in(client.get(reverse(f"wagtailadmin_pages:{name}", args=[piece.pk])))


# --- Whose password it is makes no difference ---


def as_staff(user):
    user.is_staff = True
    user.save()


def with_a_permission(user):
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))


def in_an_empty_group(user):
    user.groups.add(Group.objects.create(name="新设的组"))


@pytest.mark.parametrize("make", [as_staff, with_a_permission, in_an_empty_group])
def test_t01_whoever_has_any_right_is_guarded(client, tree, make):
    user = UserFactory()
    make(user)
    answer = give_password(client, user)
    assert answer["Location"] == "/admin/login/ticket/"
    client.force_password_only(User.objects.get(pk=user.pk))
    assert is_led_to_sign_in(client.get("/"))


def test_an_employee_is_in_by_password_on_the_public_site_alone(client, tree):
    user = UserFactory(username="employee")
    assert give_password(client, user, route="/account/login/")["Location"] == "/account/"
    assert client.get("/").status_code == 200
    assert is_led_to_sign_in(client.get("/admin/"))
    assert is_led_to_sign_in(client.get("/admin/account/second-factor/"))
