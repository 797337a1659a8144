"""All lists of the staff by one table: who opens each, what it says when it is empty, its pages, its file, its cost."""

import csv
from datetime import date

import pytest
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from interact.models import SavedReply
from search.promotions.screens import set_promoted
from search.terms.models import SearchTerm
from tests.clients import signed_in
from tests.conftest import forget_everything, member, person
from tests.factories import DepartmentFactory, InfoPageFactory, NewsPageFactory, UserFactory, story
from tests.oversight.duties.conftest import duty_of
from tests.oversight.incidents.laying import lay_incident
from tests.releasing import publish
from tests.search.wording import add
from unionsite.accounts.choices import Role
from unionsite.core.models import WorkdayOverride
from unionsite.core.screens import FileListView, ListView
from unionsite.core.workdays import DayKind
from unionsite.messaging.models import Message, Outlet
from unionsite.operations.backups.models import BackupRun
from unionsite.oversight.duties.choices import DutyKind
from unionsite.oversight.findings import services as findings
from unionsite.oversight.findings.choices import Source
from unionsite.oversight.freshness.models import UpdatePlan
from unionsite.oversight.goals.models import Goal, Task
from unionsite.oversight.health.models import Link, MissedAddress, Visit, Walk
from unionsite.oversight.inspections import services as inspections
from unionsite.oversight.register.models import RegisterEntry
from unionsite.oversight.scores import services as scores
from unionsite.oversight.visits.models import PageVisits
from unionsite.publishing.models import Release, WordEntry
from unionsite.publishing.platforms.models import Platform, PlatformPost

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
    "messaging_admin:index": STAFF,
    "messaging_admin:outlets": "系统管理员",
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
    "statutes:index": STAFF,
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
        whats = [*(["results"] if view.has_filters() else []), *(["export"] if getattr(view, "file_name", "") else [])]
        for address in [name, *map(view.url_name, whats)]:
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


def a_backup(tree, user, number):
    BackupRun.objects.create(kind="backup", state="good", place="/mnt/backups", began_at=timezone.now())


def a_section_and_a_blank_page(tree, user, number):
    UpdatePlan.objects.create(section=tree.culture, kind=f"k{number}")
    empty = story(("paragraph", ""))
    NewsPageFactory(parent=tree.news, body=empty, first_published_at=timezone.now())
    forget_everything()


def a_task(tree, user, number):
    goal = Goal.objects.create(year=timezone.localdate().year, title=f"目标{number}")
    due_on = timezone.localdate()
    Task.objects.create(goal=goal, owner=user, title="任务", due_on=due_on, department=a_department(number))


def a_finding(tree, user, number):
    finding = findings.record_finding(source=Source.HAND, title=f"问题{number}", department=a_department(number))
    findings.assign(finding=finding, actor=user, owner=user)


def a_dead_link(tree, user, number):
    walk, _made = Walk.objects.get_or_create(
        stage="done", is_running=False, defaults={"started_at": timezone.now(), "finished_at": timezone.now()}
    )
    facts = {"kind": "external", "fault": "gone", "failures": 2, "failed_since": timezone.now(), "seen_in": walk.pk}
    link = Link.objects.create(digest=f"{number:064}", address=f"https://other.example/{number}", **facts)
    Visit.objects.create(walk=walk, address=f"/{number}/", status=200, seconds=0.1).links.add(link)


def an_address_missed(tree, user, number):
    MissedAddress.objects.create(day=timezone.localdate(), path=f"/p{number}/", count=1)


def an_inspection(tree, user, number):
    inspections.lay_checklist()
    checklist = inspections.Checklist.objects.get()
    inspections.begin(checklist=checklist, title=f"检查{number}", inspected_on=timezone.localdate(), inspector=user)


def a_message(tree, user, number):
    said = {"event": "case.replied", "words": f"第{number}条", "address": "/", "day": timezone.localdate()}
    Message.objects.create(person=user, **said)


def an_outlet(tree, user, number):
    Outlet.objects.create(platform="wecom", name=f"群{number}", is_robot=True, department=a_department(number))


def a_release(tree, user, number):
    page = publish(NewsPageFactory(parent=tree.news, live=False, department=a_department(number)))
    now = timezone.now()
    facts = {"release": Release.objects.of(page).get(), "page_id": page.pk, "went_out_at": now, "is_first": True}
    platform = Platform.objects.create(name=f"公众号{number}", kind="wechat", department=page.department)
    RegisterEntry.objects.create(title=page.title, **facts)
    posted = {"platform": platform, "page": page, "due_at": now, "posted_at": now, "url": "https://example.com/"}
    PlatformPost.objects.create(title="稿", state="posted", release=facts["release"], **posted)


def a_term(tree, user, number):
    SearchTerm.objects.create(day=timezone.localdate(), language="zh-hans", term=f"词{number}", asked=1)


def a_page_put_first(tree, user, number):
    set_promoted(text=f"口语{number}", pages=[InfoPageFactory(parent=tree.info) for _page in range(2)])


def a_page_seen(tree, user, number):
    page = NewsPageFactory(parent=tree.news, department=a_department(number))
    PageVisits.objects.create(page=page, day=timezone.localdate(), times=number, source="")


# A row of each and how many questions the list asks of the database, with few rows and with many. The others lay rows
# by ways that their own tests go.
COSTS = {
    "backups_admin:index": (35, a_backup),
    "duties_admin:index": (12, lambda tree, user, number: duty_of(DutyKind.CHECK, owner=user)),
    "duties_admin:people": (13, lambda tree, user, number: member("编辑", username=f"p{number}")),
    "findings_admin:index": (13, a_finding),
    "freshness_admin:index": (12, a_section_and_a_blank_page),
    "freshness_admin:months": (12, a_section_and_a_blank_page),
    "freshness_admin:blank": (22, a_section_and_a_blank_page),
    "update_plans:index": (12, a_section_and_a_blank_page),
    "goals_admin:index": (14, a_task),
    "health_admin:links": (12, a_dead_link),
    "health_admin:misses": (12, an_address_missed),
    "incidents_admin:index": (12, lambda tree, user, number: lay_incident(user)),
    "inspections_admin:index": (14, an_inspection),
    "messaging_admin:index": (12, a_message),
    "messaging_admin:outlets": (12, an_outlet),
    "publishing_ledger:index": (13, a_release),
    "register_admin:index": (16, a_release),
    "saved_replies:index": (
        12,
        lambda tree, user, number: SavedReply.objects.create(title=f"常用语{number}", text="好"),
    ),
    "scores_admin:index": (
        12,
        lambda tree, user, number: scores.open_period(length="month", year=2025, number=number, actor=user),
    ),
    "search_terms:index": (15, a_term),
    "search_words:list": (12, lambda tree, user, number: add(user, f"口语{number}词", f"书面{number}词")),
    "search_words:shipped": (11, lambda tree, user, number: add(user, f"口语{number}词", f"书面{number}词")),
    "text_words:index": (12, lambda tree, user, number: WordEntry.objects.create(word=f"词语{number}号")),
    "visits_admin:departments": (12, a_page_seen),
    "visits_admin:index": (16, a_page_seen),
    "wagtailsearchpromotions:index": (14, a_page_put_first),
    "workdays:index": (
        13,
        lambda tree, user, number: WorkdayOverride.objects.create(
            date=date(timezone.localdate().year + 1, 1, number), kind=DayKind.REST, name="厂休"
        ),
    ),
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
