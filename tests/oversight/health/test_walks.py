"""A walk over the site: what it finds, that it goes on where it was, and that findings follow it (S-7.1, S-7.2)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.conftest import member
from tests.factories import DepartmentFactory, NewsPageFactory
from tests.oversight.health import fake_site
from tests.oversight.health.fake_site import page
from tests.parallel import beside_a_writer, shared_database
from unionsite.audit.models import AuditEntry
from unionsite.core.refusals import Refused
from unionsite.laws.models import Statute, StatuteArticle
from unionsite.oversight.findings.choices import Gravity, Source, State, Step
from unionsite.oversight.findings.models import Finding
from unionsite.oversight.findings.services import assign, take
from unionsite.oversight.health.choices import LinkFault, LinkKind, PageFault, Stage
from unionsite.oversight.health.models import Link, Visit, Walk
from unionsite.oversight.health.services import links, reporting, walks

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def walk_to_end() -> Walk:
    walk = walks.start_walk()
    for _turn in range(30):
        walks.take_step(seconds=30)
        walk.refresh_from_db()
        if not walk.is_running:
            return walk
    raise AssertionError(walk.stage)


def hours_pass(hours: int) -> None:
    """As if all links had failed so many hours earlier."""
    for link in Link.objects.faulty():
        link.failed_since -= timedelta(hours=hours)
        link.checked_at -= timedelta(hours=hours)
        link.save()


def found(**conditions) -> list[Finding]:
    return list(Finding.objects.open().filter(source=Source.HEALTH, **conditions).order_by("pk"))


@pytest.fixture
def piece(tree, department):
    return NewsPageFactory(parent=tree.news, title="旧通知", slug="notice", department=department, owner=None)


def test_all_public_pages_are_visited_once(own, tree, piece):
    draft = NewsPageFactory(parent=tree.news, slug="draft", live=False)
    statute = Statute.objects.create(title="工会法", slug="gonghuifa", category="law")
    for number in (2, 1):
        StatuteArticle.objects.create(statute=statute, position=number, number=number, anchor=f"art-{number}")
    other = NewsPageFactory(parent=tree.news, slug="untranslated")
    other.copy_for_translation(tree.en.locale, alias=True)
    NewsPageFactory(parent=tree.en_news, slug="notice", locale=tree.en.locale)
    walk = walk_to_end()
    visited = set(walk.visits.values_list("address", flat=True))
    assert {"/", "/en/", "/news/", "/news/notice/", "/en/news/notice/", "/news/untranslated/"} <= visited
    assert {address for address in visited if address.startswith("/rights/laws/")} == {
        "/rights/laws/",
        "/rights/laws/gonghuifa/",
        # The first stands for the pages of all its articles.
        "/rights/laws/gonghuifa/art-1/",
    }
    # Neither a draft, nor what only repeats the Chinese text.
    assert not {f"/news/{draft.slug}/", "/en/news/untranslated/"} & visited
    assert (walk.stage, walk.pages, walk.tally) == (Stage.DONE, len(visited), {})
    assert own.asked_for("/news/notice/") == ["GET"]
    assert not found()


@pytest.mark.parametrize(
    ("answer", "words", "gravity"),
    [
        ((500, ""), "页面出错：旧通知", Gravity.SERIOUS),
        ((404, ""), "页面出错：旧通知", Gravity.SERIOUS),
        (page("<h1>旧通知</h1>"), "页面没有正文：旧通知", Gravity.SERIOUS),
        (page("<p>x<img src='/media/a.jpg'></p>"), "图片没有替代文字：旧通知", Gravity.USUAL),
        (page("<p>见<a>附件</a></p>"), "链接的页面或文件已删除：旧通知", Gravity.USUAL),
        (fake_site.slowly(3.2), "页面打开超过3秒：旧通知", Gravity.USUAL),
    ],
)
def test_a_fault_of_a_page_is_found_and_closed_when_it_is_gone(own, piece, department, answer, words, gravity):
    own.answers["/news/notice/"] = answer
    walk_to_end()
    (finding,) = found()
    assert (finding.title, finding.gravity, finding.department) == (words, gravity, department)
    assert (finding.page_id, finding.address) == (piece.pk, f"{own.url}/news/notice/")
    walk_to_end()
    assert [again.pk for again in found()] == [finding.pk]
    del own.answers["/news/notice/"]
    walk_to_end()
    finding.refresh_from_db()
    assert finding.state == State.CLOSED
    assert finding.mended_at


def test_a_page_that_fails_once_is_asked_again(own, piece):
    def stumble(handler):
        own.answers["/news/notice/"] = page()
        own.write(handler, (500, ""))

    own.answers["/news/notice/"] = stumble
    walk_to_end()
    assert own.asked_for("/news/notice/") == ["GET", "GET"]
    assert not found()


def test_a_fault_of_nearly_all_pages_is_one_finding(own, tree):
    for number in range(51):
        NewsPageFactory(parent=tree.news, title=f"第{number}篇", slug=f"piece-{number}")
        own.answers[f"/news/piece-{number}/"] = page("<h1>x</h1>")
    walk = walk_to_end()
    assert walk.tally == {"page:blank": 51}
    assert [finding.title for finding in found()] == ["51个页面：页面没有正文"]


def test_a_dead_link_must_fail_twice(own, other, piece, department):
    own.answers["/news/notice/"] = page(f"<p><a href='{other.url}/gone'>x</a><a href='{other.url}/ok'>y</a></p>")
    other.answers["/gone"] = (404, "")
    walk_to_end()
    link = Link.objects.get(address=f"{other.url}/gone")
    assert (link.fault, link.failures, link.status) == (LinkFault.GONE, 1, 404)
    assert not found()
    hours_pass(4)
    walk = walk_to_end()
    (finding,) = found()
    assert finding.title == f"外部链接页面不存在：{other.url}/gone"
    assert f"旧通知 {own.url}/news/notice/" in finding.detail
    assert (finding.department, finding.page_id, finding.gravity) == (department, piece.pk, Gravity.USUAL)
    assert walk.tally == {"link:gone": 1}
    assert other.asked_for("/ok") == ["HEAD", "HEAD"]


def test_very_many_dead_links_to_other_sites_have_one_cause(own, other, piece):
    anchors = "".join(f"<a href='{other.url}/gone/{number}'>{number}</a>" for number in range(51))
    own.answers["/news/notice/"] = page(f"<p>{anchors}</p>")
    other.answers.update({f"/gone/{number}": (404, "") for number in range(51)})
    walk_to_end()
    hours_pass(4)
    links.ask_again(seconds=60)
    walk_to_end()
    assert [finding.title for finding in found()] == ["51个外部链接打不开"]
    other.answers.clear()
    walk_to_end()
    assert not Finding.objects.open().exists()


@pytest.mark.django_db(transaction=True)
def test_a_report_of_many_faults_ends_beside_a_writer(committed_tree, tmp_path, monkeypatch):
    """Findings are stored while dead links and faulty pages are read, more than are read at a time."""
    monkeypatch.setattr(reporting, "AT_ONCE", 5)
    walk = Walk.objects.create(started_at=timezone.now())
    faulty = {"walk": walk, "status": 500, "seconds": 1, "faults": [PageFault.ERROR], "is_faulty": True}
    visits = Visit.objects.bulk_create(Visit(address=f"/broken/{number}/", **faulty) for number in range(12))
    dead = {"kind": LinkKind.OWN, "fault": LinkFault.GONE, "failures": 2, "seen_in": walk.pk}
    dead_links = Link.objects.bulk_create(
        Link(digest=f"{number:02}".ljust(64, "0"), address=f"/gone/{number}/", **dead) for number in range(12)
    )
    visits[0].links.set(dead_links)

    def report():
        reporting.report(walk)
        return len(found(key__startswith="page:")), len(found(key__startswith="link:"))

    assert beside_a_writer(shared_database(tmp_path), report) == (12, 12)


def test_a_link_that_is_said_to_be_mended_waits_for_the_walk(own, other, piece):
    own.answers["/news/notice/"] = page(f"<p><a href='{other.url}/gone'>x</a></p>")
    other.answers["/gone"] = (404, "")
    walk_to_end()
    hours_pass(4)
    walk_to_end()
    Finding.objects.update(state=State.MENDED)
    own.answers["/news/notice/"] = page("<p>没有链接了</p>")
    hours_pass(24)
    links.ask_again(seconds=60)
    assert Finding.objects.get().state == State.MENDED
    walk_to_end()
    assert Finding.objects.get().state == State.CLOSED


def test_a_link_on_pages_of_two_departments_is_one_finding_for_each(own, other, tree, piece):
    NewsPageFactory(parent=tree.news, title="另一篇", slug="more", department=DepartmentFactory(name="后勤部"))
    NewsPageFactory(parent=tree.news, title="第三篇", slug="third", department=piece.department)
    for slug in ("notice", "more", "third"):
        own.answers[f"/news/{slug}/"] = page(f"<p><a href='{other.url}/gone'>x</a></p>")
    other.answers["/gone"] = (404, "")
    walk_to_end()
    hours_pass(4)
    walk_to_end()
    details = {finding.department.name: finding.detail for finding in found()}
    assert "旧通知" in details["机加车间"]
    assert "第三篇" in details["机加车间"]
    assert "另一篇" in details["后勤部"]
    assert other.asked_for("/gone").count("HEAD") == 2


def test_a_link_that_works_again_or_stands_nowhere_is_closed(own, other, piece):
    own.answers["/news/notice/"] = page(f"<a href='{other.url}/a'>x</a><a href='{other.url}/b'>y</a>")
    other.answers |= {"/a": (404, ""), "/b": (500, "")}
    walk_to_end()
    hours_pass(4)
    walk_to_end()
    assert len(found()) == 2
    other.answers["/a"] = page()
    own.answers["/news/notice/"] = page(f"<a href='{other.url}/a'>x</a>")
    walk_to_end()
    assert not found()
    assert not Link.objects.filter(address__endswith="/b").exists()


@pytest.mark.parametrize("status", [403, 429, 503])
def test_who_keeps_programs_out_is_not_dead(own, other, piece, status):
    own.answers["/news/notice/"] = page(f"<a href='{other.url}/a'>x</a>")
    other.answers["/a"] = (status, "")
    for _turn in range(2):
        walk_to_end()
        hours_pass(9)
    assert not found()
    assert Link.objects.get(address=f"{other.url}/a").is_unknown


def test_own_links_and_pictures_are_faults_at_once(own, piece):
    own.answers["/news/notice/"] = page(
        "<a href='/news/old/'>x</a><img src='/media/a.jpg' alt=''><a href='/news/'>y</a>"
    )
    own.answers |= {"/news/old/": (404, ""), "/media/a.jpg": (404, "")}
    walk_to_end()
    assert sorted(finding.title for finding in found()) == [
        f"图片页面不存在：{own.url}/media/a.jpg",
        f"站内链接页面不存在：{own.url}/news/old/",
    ]
    # Visited as a page already.
    assert own.asked_for("/news/") == ["GET"]


def test_inner_addresses_are_never_asked(own, piece, settings):
    """T92: a link of a page to this machine."""
    settings.HEALTH_PRIVATE_ADDRESSES = False
    inner = fake_site.FakeSite()
    own.answers["/news/notice/"] = page(f"<a href='{inner.url}/secret'>x</a>")
    walk_to_end()
    inner.close()
    assert inner.asked == []
    assert Link.objects.get(kind="external").is_unknown


def test_it_goes_on_where_it_was(own, other, tree, piece):
    """After kill -9 the next process finds stage and cursor in the row, and asks nothing twice."""
    for number in range(12):
        NewsPageFactory(parent=tree.news, slug=f"piece-{number}")
        own.answers[f"/news/piece-{number}/"] = page(f"<a href='{other.url}/{number}'>x</a>")
    own.default = fake_site.slowly(0.05)
    walk = walks.start_walk()
    steps = 0
    while walk.is_running and steps < 100:
        walks.take_step(seconds=0.3)
        # All that a process remembers is lost.
        walk = Walk.objects.get(pk=walk.pk)
        steps += 1
    assert steps > 3
    assert walk.stage == Stage.DONE
    asked = [path for method, path in own.asked if method == "GET"]
    assert len(asked) == len(set(asked)) == walk.pages
    assert [other.asked_for(f"/{number}") for number in range(12)] == [["HEAD"]] * 12


def test_two_processes_do_not_walk_at_once(own, tree):
    walk = walks.start_walk()
    Walk.objects.filter(pk=walk.pk).update(leased_until=timezone.now() + timedelta(minutes=1))
    assert walks.take_step(seconds=5) is None
    assert own.asked == []
    # The other was killed.
    Walk.objects.filter(pk=walk.pk).update(leased_until=timezone.now() - timedelta(seconds=1))
    assert walks.take_step(seconds=30) is not None


def test_while_the_site_is_down_nothing_is_said_of_its_pages(own, tree):
    own.default = (503, "")
    walk = walks.start_walk()
    walks.take_step(seconds=5)
    assert not walk.visits.exists()
    assert not found()
    Walk.objects.update(started_at=timezone.now() - timedelta(days=7))
    walks.take_step(seconds=5)
    walk.refresh_from_db()
    assert (walk.stage, walk.is_running) == (Stage.STOPPED, False)


def test_only_one_walk_at_a_time(tree, first_reviewer, author):
    walks.start_walk(actor=first_reviewer)
    assert AuditEntry.objects.filter(action="walk_started").count() == 1
    with pytest.raises(Refused, match="正在进行"):
        walks.start_walk(actor=first_reviewer)
    with pytest.raises(Refused, match="权限"):
        walks.start_walk(actor=author)


def test_the_weeks_walk_begins_in_its_hour(tree, settings):
    now = timezone.localtime()
    settings.HEALTH_WALK_WEEKDAY, settings.HEALTH_WALK_HOUR = now.isoweekday(), now.hour
    assert walks.start_when_due(now)
    assert walks.start_when_due(now) is None
    Walk.objects.update(is_running=False)
    assert walks.start_when_due(now) is None
    assert walks.start_when_due(now + timedelta(days=7))


def test_what_people_dismissed_is_left_alone(own, piece, first_reviewer):
    own.answers["/news/notice/"] = page("<h1>x</h1>")
    walk_to_end()
    take(Step.DISMISS, finding=found()[0], actor=first_reviewer, words="这一页本来就没有正文。")
    walk_to_end()
    assert not found()


@pytest.fixture
def mended(own, piece, first_reviewer):
    own.answers["/news/notice/"] = page("<h1>x</h1>")
    walk_to_end()
    owner = member("信息员", username="owner")
    assign(finding=found()[0], actor=first_reviewer, owner=owner)
    return take(Step.MEND, finding=found()[0], actor=owner, words="已补上正文。")


@pytest.mark.parametrize(("is_mended", "state"), [(True, State.CLOSED), (False, State.ASSIGNED)])
def test_what_is_reported_mended_is_looked_at_again_by_itself(own, mended, is_mended, state):
    if is_mended:
        del own.answers["/news/notice/"]
    assert walks.visit_mended_again(seconds=30) == 1
    mended.refresh_from_db()
    assert mended.state == state


def test_failed_links_are_asked_again_between_walks(own, other, piece):
    own.answers["/news/notice/"] = page(f"<a href='{other.url}/a'>x</a>")
    other.answers["/a"] = (404, "")
    walk_to_end()
    assert links.ask_again(seconds=5) == 0
    hours_pass(4)
    assert links.ask_again(seconds=5) == 1
    (finding,) = found()
    other.answers["/a"] = page()
    hours_pass(21)
    links.ask_again(seconds=5)
    finding.refresh_from_db()
    assert finding.state == State.CLOSED


def test_a_certificate_that_runs_out_is_told_before(tmp_path, settings, tree):
    files = fake_site.certificate(tmp_path, days=12)
    site = fake_site.FakeSite(files)
    settings.BASE_URL, settings.HEALTH_CA_FILE = site.url, files[0]
    walk = walk_to_end()
    site.close()
    (finding,) = found()
    assert finding.title == "网站的安全证书将在12天后到期"
    assert finding.gravity == Gravity.SERIOUS
    assert walk.pages > 10


def test_a_certificate_that_ran_out_is_told_at_once(tmp_path, settings, tree):
    """Although nothing else can be asked then."""
    files = fake_site.certificate(tmp_path, days=-2)
    site = fake_site.FakeSite(files)
    settings.BASE_URL, settings.HEALTH_CA_FILE = site.url, files[0]
    walks.start_walk()
    walks.take_step(seconds=5)
    site.close()
    (finding,) = found()
    assert (finding.title, finding.gravity) == ("网站的安全证书已经过期", Gravity.VETO)


def test_old_visits_are_forgotten_and_the_figures_stay(own, tree):
    first = walk_to_end()
    second = walk_to_end()
    assert set(Visit.objects.values_list("walk_id", flat=True)) == {second.pk}
    first.refresh_from_db()
    assert first.pages == second.pages > 10
