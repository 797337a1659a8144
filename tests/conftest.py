"""Fixtures that all tests share: the page tree, people, pictures."""

import pickle
import re
import shutil
from collections import Counter
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection
from django.db.models import QuerySet
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from wagtail.models import Page
from xdist.scheduler import LoadScopeScheduling

from home.models import HomePage
from home.services.roles import set_up_roles
from home.services.tree import set_up_tree
from tests import database_template
from tests.clients import SiteClient, signed_in
from tests.factories import DepartmentFactory, UserFactory
from unionsite.accounts.models import User
from unionsite.audit.chain import head_seal
from unionsite.audit.models import AuditEntry, AuditHead
from unionsite.audit.triggers import drop_triggers, install_triggers
from unionsite.core import generation
from unionsite.core.wings import is_on
from unionsite.publishing.ledger import triggers as ledger_triggers

# Before any test database is made.
REAL_DATABASE = str(settings.DATABASES["default"]["NAME"])


# The same examples each time, however slow the machine is.
hypothesis_settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("steady")


def pytest_configure(config):
    # Django would leave an empty database after each test with real transactions.
    TransactionTestCase._fixture_teardown = database_template.begin_anew


# Packages of the wings that are off, and of their tests.
_OFF = [app.rpartition(".apps")[0] for w in settings.ALL_WINGS if not is_on(w.name) for app in w.apps]
_OFF += [f"tests.{package.removeprefix('unionsite.')}" for package in _OFF]
_IMPORTS_OFF = re.compile(rf"^(?:from|import) (?:{'|'.join(map(re.escape, _OFF))})\b", re.MULTILINE)


def pytest_ignore_collect(collection_path):
    """Tests of a wing run only where it is on: those of its folder, and modules that import it."""
    if not _OFF:
        return None
    if collection_path.is_dir():
        return collection_path.relative_to(settings.BASE_DIR).as_posix().replace("/", ".") in _OFF or None
    return bool(_IMPORTS_OFF.search(collection_path.read_text("utf-8"))) or None


def pytest_collection_modifyitems(config, items):
    """`@pytest.mark.wing("oversight")`: a test that looks at a wing by its addresses alone."""
    gone = [item for item in items if not all(is_on(name) for mark in item.iter_markers("wing") for name in mark.args)]
    config.hook.pytest_deselected(items=gone)
    items[:] = [item for item in items if item not in set(gone)]


class DemoSiteTogether(LoadScopeScheduling):
    """Gives each test to whichever process is free, but those of the demo site to one: laying it takes a minute."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if module.endswith("test_seed_demo.py") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    # pytest-xdist 3.8 has a mark for this, which does nothing under pytest 9.2.
    return DemoSiteTogether(config, log)


def pytest_unconfigure(config):
    """Take away the folders that the settings made for this process."""
    for folder in (settings.MEDIA_ROOT, settings.CACHES["limits"]["LOCATION"]):
        if isinstance(folder, Path):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def ledger_unguarded():
    """Inside, rows of the release ledger can be changed and deleted; afterwards it is guarded again."""
    ledger_triggers.drop_triggers(connection)
    try:
        yield
    finally:
        ledger_triggers.install_triggers(connection)


@contextmanager
def audit_log_begun_anew():
    """Inside, the log can be emptied; afterwards it begins at 0 and is guarded again."""
    drop_triggers(connection)
    try:
        yield
        QuerySet(AuditEntry)._raw_delete(connection.alias)
        QuerySet(AuditHead)._raw_delete(connection.alias)
        AuditHead.objects.create(seal=head_seal(0, "", settings.AUDIT_KEY))
    finally:
        install_triggers(connection)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, django_db_modify_db_settings, django_db_blocker):
    if request.config.getvalue("reuse_db"):
        yield
        return
    with ExitStack() as copied:
        with django_db_blocker.unblock():
            copied.enter_context(database_template.copied())
        yield


def _pages() -> SimpleNamespace:
    home = HomePage.objects.get(locale__language_code="zh-hans")
    english = HomePage.objects.get(locale__language_code="en")

    def page(slug: str, root=home):
        return Page.objects.descendant_of(root).get(slug=slug).specific

    return SimpleNamespace(
        home=home,
        news=page("news"),
        rights=page("rights"),
        laws=page("laws"),
        culture=page("culture"),
        interact=page("interact"),
        info=page("info"),
        topics=page("topics"),
        en=english,
        en_news=page("news", english),
        en_interact=page("interact", english),
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The tree and roles of `setup_site`, once for all tests of a process; each test begins with them.

    Yields the pages of the tree, pickled: reading them anew took a twelfth of the time of all tests.
    """
    if str(connection.settings_dict["NAME"]) == REAL_DATABASE:
        # pytest-django makes a test database only where a collected test asks for one by mark or by the fixture `db`.
        pytest.fail("There is no test database: the test must ask for it with the fixture `db`.")
    with django_db_blocker.unblock():
        set_up_tree()
        with audit_log_begun_anew():
            set_up_roles()
        database_template.keep()
        pages = pickle.dumps(_pages())
    yield pages
    with django_db_blocker.unblock():
        database_template.forget()


def forget_everything():
    """As in a process that has just started, whose caches are empty too."""
    for cache in caches.all():
        cache.clear()
    generation.forget()
    ContentType.objects.clear_cache()


@pytest.fixture(autouse=True)
def fresh_memory():
    """Nothing remembered of another test, whose database went back in time."""
    forget_everything()
    yield
    generation.forget()


@pytest.fixture
def assert_sql(django_assert_num_queries):
    """`with assert_sql(7):` exactly so many queries, none of them twice, on a page whose parts are not remembered."""

    @contextmanager
    def check(number: int):
        generation.forget_parts()
        with django_assert_num_queries(number) as captured:
            yield captured
        texts = Counter(query["sql"] for query in captured.captured_queries)
        assert not [text for text, times in texts.items() if times > 1]

    return check


@pytest.fixture
def tree(django_db_setup, db):
    """The page tree by name, each page as its own type."""
    return pickle.loads(django_db_setup)  # noqa: S301  (written by this very process)


@pytest.fixture
def committed_tree(transactional_db, tree):
    """The page tree as other processes see it."""
    return tree


@pytest.fixture
def department(db):
    return DepartmentFactory(name="机加车间", code="machining")


def member(group: str, **fields):
    user = UserFactory(**{"username": f"user-{group}"} | fields)
    user.groups.add(Group.objects.get(name=group))
    return user


def person(name: str) -> User:
    """A member of the group, or a superuser, who is in none."""
    if name != "superuser":
        return member(name)
    return User.objects.create_superuser("root", password="a long-enough Password 1")


@pytest.fixture
def editor(db):
    return member("编辑")


@pytest.fixture
def author(db):
    return member("信息员")


@pytest.fixture
def first_reviewer(db):
    return member("初审")


@pytest.fixture
def final_reviewer(db):
    return member("终审")


@pytest.fixture
def client():
    """Signs staff in with their second factor."""
    return SiteClient()


@pytest.fixture
def admin_client(admin_user):
    """A superuser, signed in with the second factor."""
    return signed_in(admin_user)


@pytest.fixture
def editor_client(client, editor):
    client.force_login(editor)
    return client


def pytest_make_parametrize_id(config, val, argname):
    """Files are no names for tests: some differ from run to run, and processes must agree on what they collect."""
    return argname if isinstance(val, bytes) else None
