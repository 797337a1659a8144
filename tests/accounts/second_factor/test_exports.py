"""Whatever hands out a table asks for a code, by a rule and not by a list (0018, step-up)."""

import pytest
from django.test import RequestFactory
from django.urls import path, resolve, reverse

from tests.accounts.second_factor.signing_in import forget_the_code, superuser
from tests.accounts.second_factor.walking import addresses, make_objects
from tests.clients import SiteClient
from tests.conftest import person
from tests.factories import NewsPageFactory
from unionsite import urls
from unionsite.accounts.models import RollImport
from unionsite.accounts.sign_in import guard, staging
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.spreadsheets import table_response
from unionsite.core.wings import is_on
from unionsite.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

pytestmark = pytest.mark.django_db
QUERIES = ("", "?export=xlsx", "?format=csv")
# Ours; those of Wagtail's lists and reports come with each list.
OURS = {
    "audit_admin:export",
    "publishing_platforms:plan_export",
    "publishing_timeliness:export",
    "search_terms:export",
    "search_words:export",
    "text_words:export",
    "workdays:export",
    "employees_admin:index",
    *(["publishing_contributions:statistics"] if is_on("contributions") else []),
}


def hides(request):
    """A table that neither its address nor any list of ours knows of."""
    return table_response("名单", ["姓名"], [["周若禾"]], kind="csv", name="people")


urlpatterns = [path("admin/hides/", hides), path("hides/", hides), *urls.urlpatterns]


def is_table(answer) -> bool:
    return answer.status_code == 200 and answer["Content-Type"].partition(";")[0] in guard.TABLES


def asks_for_code(answer) -> bool:
    return answer.status_code in (302, 307) and answer["Location"].startswith(reverse("accounts:step_up"))


def says_export(address: str) -> bool:
    request = RequestFactory().get(address)
    request.resolver_match = resolve(request.path_info)
    return guard.says_export(request)


@pytest.mark.once
def test_no_address_of_the_admin_hands_out_a_table_without_a_code(tree, admin_client):
    """With a code the same addresses do: what is walked over are exports and no mistakes."""
    piece = NewsPageFactory(parent=tree.news)
    make_objects(piece)
    session = admin_client.session
    session[staging.STEPPED_UP] += 3600  # the walk may take long
    session.save()
    admin_client.raise_request_exception = False  # one of Wagtail's fails on purpose
    views = [view for view in addresses(piece) if view.path.startswith("/admin/")]
    assert len(views) > 300
    walk = [(view.name, view.path + query) for view in views for query in QUERIES]
    handed_out = [(name, address) for name, address in walk if is_table(admin_client.get(address))]
    names = {name for name, _address in handed_out}
    assert names >= OURS | {name for name in guard.HARMLESS if "template" in name}
    assert len(names) > 50
    recorded = AuditEntry.objects.filter(action=Action.AUDIT_EXPORTED).count()
    forget_the_code(admin_client)
    for name, address in handed_out:
        answer = admin_client.get(address)
        if name in guard.HARMLESS:
            assert is_table(answer)
        else:
            assert asks_for_code(answer), address
            assert says_export(address), f"{address} is asked before anything has been done"
    assert AuditEntry.objects.filter(action=Action.AUDIT_EXPORTED).count() == recorded


@pytest.mark.parametrize(
    ("role", "view", "query"),
    [
        ("编辑", "publishing_platforms:plan_export", ""),
        ("编辑", "search_terms:export", "?format=csv"),
        ("编辑", "search_words:export", ""),
        ("编辑", "publishing_timeliness:export", "?format=xlsx"),
        pytest.param(
            "编辑", "publishing_contributions:statistics", "?format=csv", marks=pytest.mark.wing("contributions")
        ),
        ("系统管理员", "text_words:export", ""),
        ("系统管理员", "workdays:export", ""),
        ("系统管理员", "employees_admin:index", "?export=csv"),
        ("审计员", "audit_admin:export", "?format=csv"),
    ],
)
def test_each_role_is_asked_and_then_gets_its_table(client, db, role, view, query):
    client.force_login(person(role))
    address = reverse(view) + query
    forget_the_code(client)
    assert asks_for_code(client.get(address))
    assert asks_for_code(client.head(address))
    session = client.session
    session[staging.STEPPED_UP] = session[staging.SEEN]
    session.save()
    assert is_table(client.get(address))


def test_the_checked_roll_and_the_handlers_tables_ask_too(admin_client, admin_user):
    roll = RollImport.objects.create(created_by=admin_user)
    forget_the_code(admin_client)
    for address in (
        reverse("employees_admin:roll_report", args=[roll.pk]),
        f"{reverse('cases_admin:index')}?export=csv",
        f"{reverse('cases_admin:figures')}?format=xlsx",
    ):
        assert asks_for_code(admin_client.get(address)), address


def test_a_report_asks_for_no_code_as_word_nor_as_excel(admin_client):
    forget_the_code(admin_client)
    for kind in ("docx", "xlsx"):
        assert admin_client.get(reverse(f"reports_admin:{kind}", args=[1])).status_code == 404, (
            "there is none, and no code"
        )


# --- A view that nobody thought of ---


@pytest.fixture
def hidden(settings, db):
    settings.ROOT_URLCONF = "tests.accounts.second_factor.test_exports"


def test_t25_a_table_whose_address_says_nothing_asks_by_its_answer(client, hidden):
    client.force_login(superuser(username="boss"))
    assert not says_export("/admin/hides/")
    assert "周若禾" in client.get("/admin/hides/").content.decode()
    forget_the_code(client)
    for method in (client.get, client.head, client.post):
        answer = method("/admin/hides/")
        assert asks_for_code(answer) or answer.status_code == 403
        assert "周若禾" not in answer.content.decode()
    answer = client.get("/admin/hides/", headers={"X-Requested-With": "XMLHttpRequest"})
    assert (answer.status_code, answer.json()) == (403, {"error": "请重新输入验证码。"})


def test_what_everybody_may_have_asks_nobody(client, hidden):
    assert is_table(SiteClient().get("/hides/"))
    client.force_login(superuser(username="boss"))
    forget_the_code(client)
    assert is_table(client.get("/hides/"))
    assert is_table(client.get(reverse("account:data", args=["csv"])))
