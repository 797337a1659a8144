"""All lists of the staff by one table: who opens each, what it says when it is empty, its pages, its file, its cost."""

import csv

import pytest
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from search.terms.models import SearchTerm
from tests.clients import signed_in
from tests.conftest import member, person
from tests.factories import DepartmentFactory, NewsPageFactory, UserFactory
from tests.oversight.duties.conftest import duty_of
from tests.oversight.incidents.laying import lay_incident
from unionsite.accounts.choices import Role
from unionsite.core.screens import FileListView, ListView
from unionsite.oversight.duties.choices import Kind
from unionsite.oversight.findings import services as findings
from unionsite.oversight.findings.choices import Source
from unionsite.oversight.goals.models import Goal, Task
from unionsite.oversight.health.models import MissedAddress
from unionsite.oversight.scores import services as scores
from unionsite.oversight.visits.models import PageVisits

pytestmark = pytest.mark.django_db
WATCH = "初审 终审 系统管理员 安全管理员 审计员"
KEEP = "系统管理员 安全管理员 审计员"
PLAN = "编辑 初审 系统管理员"
STAFF = "信息员 编辑 初审 终审 应急下线 举报办理 系统管理员 安全管理员 审计员"
# Who opens each; whoever may see a list but no row of it, as a finding of somebody else's, opens it all the same.
LISTS = {
    "activities_admin:index": "信息员 编辑 初审 终审 系统管理员",
    "audit_admin:checks": "审计员",
    "audit_admin:log": "审计员",
    "backups_admin:index": "系统管理员 安全管理员",
    "duties_admin:index": STAFF,
    "duties_admin:people": WATCH,
    "employees_admin:index": "系统管理员",
    "findings_admin:index": STAFF,
    "freshness_admin:index": WATCH,
    "freshness_admin:months": WATCH,
    "freshness_admin:blank": WATCH,
    "goals_admin:index": STAFF,
    "health_admin:links": WATCH,
    "health_admin:misses": WATCH,
    "incidents_admin:index": "初审 终审 安全管理员 审计员",
    "inspections_admin:index": WATCH,
    "posts_admin:index": "初审",
    "public_words:index": KEEP,
    "publishing_contributions:index": "编辑",
    "publishing_ledger:index": KEEP,
    "publishing_platforms:plan": PLAN,
    "publishing_platforms:register": PLAN,
    "publishing_platforms:posts": PLAN,
    "publishing_timeliness:index": PLAN,
    "register_admin:index": WATCH,
    "reports_admin:index": f"编辑 {WATCH}",
    "scores_admin:index": "初审 终审 审计员",
    "search_terms:index": PLAN,
    "search_words:shipped": PLAN,
    "visits_admin:index": "编辑 初审 终审 审计员",
    "visits_admin:departments": "编辑 初审 终审 审计员",
}
# Lists below one record, and a file of its own kind, which their own tests open.
BELOW = {"audit_admin:export", "duties_admin:readings", "quizzes_admin:results", "signups_admin:list"}


def lists(patterns=None, namespace="") -> dict[str, type[ListView]]:
    """Return every list by the name of its address."""
    found = {}
    for one in patterns or get_resolver().url_patterns:
        if isinstance(one, URLResolver):
            found |= lists(one.url_patterns, one.namespace or namespace)
        elif issubclass(getattr(one.callback, "view_class", object), ListView) and not one.callback.view_initkwargs:
            found[f"{namespace}:{one.name}"] = one.callback.view_class
    return found


@pytest.fixture
def root(tree):
    return signed_in(person("superuser"))


def test_every_list_stands_in_the_table():
    assert set(lists()) == {*LISTS, *BELOW}


@pytest.mark.parametrize("role", [*Role.values, "职工"])
def test_who_opens_each_and_its_rows_and_file(tree, role):
    client = signed_in(UserFactory() if role == "职工" else member(role))
    for name, view in lists().items():
        if name in BELOW:
            continue
        whats = ["results", *(["export"] if getattr(view, "file_name", "") else [])]
        for address in [name, *(view.url_name(what) for what in whats if view.index_results_url_name)]:
            status = client.get(reverse(address)).status_code
            assert (status == 200) == (role in LISTS[name].split()), (name, address)
            assert status in (200, 302, 403)


@pytest.mark.parametrize("query", ["p=99999", "p=x", "q=%27%E2%80%AE", "ordering=nonsense", "unknown=1"])
def test_no_address_breaks_a_list(root, query):
    for name in LISTS:
        assert root.get(f"{reverse(name)}?{query}").status_code == 200, name


def test_an_empty_list_says_so(root):
    for name in LISTS:
        answer = root.get(reverse(name))
        view = answer.context["view"]
        assert view.no_results_message, name
        if not answer.context["object_list"]:
            assert str(view.no_results_message) in answer.text, name


def test_each_file_has_what_its_list_shows(root):
    for name, view in lists().items():
        if name in BELOW or not issubclass(view, FileListView) or not view.file_name:
            continue
        columns = root.get(reverse(name)).context["view"].columns
        address = reverse(view.url_name("export"))
        heading = next(csv.reader(root.get(f"{address}?format=csv").content.decode("utf-8-sig").splitlines()))
        assert heading == [str(column.label) for column in columns if column.saved], name
        assert len(set(heading)) == len(heading), name
        assert root.get(address).content.startswith(b"PK"), name


def a_department(number: int):
    return DepartmentFactory(code=f"d{number}", name=f"部门{number}")


def a_task(tree, user, number):
    goal = Goal.objects.create(year=timezone.localdate().year, title=f"目标{number}")
    due_on = timezone.localdate()
    Task.objects.create(goal=goal, owner=user, title="任务", due_on=due_on, department=a_department(number))


def a_finding(tree, user, number):
    finding = findings.record_finding(source=Source.HAND, title=f"问题{number}", department=a_department(number))
    findings.assign(finding=finding, actor=user, owner=user)


def a_page_seen(tree, user, number):
    page = NewsPageFactory(parent=tree.news, department=a_department(number))
    PageVisits.objects.create(page=page, day=timezone.localdate(), times=number, source="")


def a_term(tree, user, number):
    SearchTerm.objects.create(day=timezone.localdate(), language="zh-hans", term=f"词{number}", asked=1)


def an_address_missed(tree, user, number):
    MissedAddress.objects.create(day=timezone.localdate(), path=f"/p{number}/", count=1)


# A row of each and how many questions the list asks of the database, with few rows and with many. The others lay rows
# by ways that their own tests go.
COSTS = {
    "duties_admin:index": (12, lambda tree, user, number: duty_of(Kind.CHECK, owner=user)),
    "duties_admin:people": (13, lambda tree, user, number: member("编辑", username=f"p{number}")),
    "findings_admin:index": (13, a_finding),
    "goals_admin:index": (14, a_task),
    "health_admin:misses": (12, an_address_missed),
    "incidents_admin:index": (12, lambda tree, user, number: lay_incident(user)),
    "scores_admin:index": (
        12,
        lambda tree, user, number: scores.open_period(length="month", year=2025, number=number, actor=user),
    ),
    "search_terms:index": (15, a_term),
    "visits_admin:departments": (12, a_page_seen),
    "visits_admin:index": (16, a_page_seen),
}


@pytest.mark.parametrize("name", COSTS)
def test_a_list_costs_the_same_with_few_rows_and_with_many(tree, django_assert_num_queries, name):
    user = person("superuser")
    client = signed_in(user)
    queries, lay = COSTS[name]
    for numbers in (range(1, 2), range(2, 13)):
        for number in numbers:
            lay(tree, user, number)
        client.get(reverse(name))
        with django_assert_num_queries(queries):
            answer = client.get(reverse(name))
        assert len(answer.context["object_list"]) >= numbers[-1]
