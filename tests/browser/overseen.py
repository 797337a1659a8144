"""What lies behind a union whose site was left alone: a section gone stale, a dead link, a department late to reply."""

from datetime import datetime, time, timedelta

from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page

from culture.models import CultureIndexPage
from interact.cases import receipts
from interact.cases.choices import Complexity
from interact.cases.services import steps
from interact.channels.records import Channel
from interact.models import FeedbackSettings
from interact.sending.assurances import notice_for
from interact.sending.services import open_case
from news.models import NewsPage
from tests.browser.content import staff_member
from tests.factories import DepartmentFactory
from unionsite.accounts.models import Department, User
from unionsite.core.models import SiteSettings
from unionsite.oversight.freshness.models import UpdatePlan
from unionsite.oversight.freshness.services import check
from unionsite.oversight.health.choices import LinkFault, LinkKind
from unionsite.oversight.health.models import Link, Visit, Walk
from unionsite.oversight.health.services.pages import digest_of
from unionsite.oversight.health.services.walks import look_again
from unionsite.oversight.presets import lay_presets
from unionsite.oversight.reports.rules import last_ended
from unionsite.oversight.scores.choices import Length
from unionsite.oversight.scores.rules import Span, span_of

OWNER, OWNER_NAME, DEPARTMENT = "mender", "陆知行", "后勤保障部"
LATE = "厂区北门的路灯不亮"
DEAD = "/news/no-longer-there/"


def last_quarter() -> Span:
    today = timezone.localdate()
    return span_of(Length.QUARTER, *last_ended(Length.QUARTER, today), today)


def lay() -> None:
    """Runs beside the server, with the jobs of the scheduler that find two of the faults."""
    lay_presets()
    department = DepartmentFactory(code="logistics", name=DEPARTMENT, name_en="Logistics")
    staff_member(OWNER, name=OWNER_NAME, department=department).groups.add(Group.objects.get(name="信息员"))
    let_a_section_go_stale()
    check()
    let_a_link_die()
    look_again()
    leave_a_case_unanswered(department)


def let_a_section_go_stale() -> None:
    """One alone: what other sections hold here is of any age."""
    section = CultureIndexPage.objects.get(locale__language_code="zh-hans")
    UpdatePlan.objects.exclude(section=section).delete()
    Page.objects.descendant_of(section).update(first_published_at=timezone.now() - timedelta(days=40))


def let_a_link_die() -> None:
    """Seen dead by the walk of some hours ago; the hourly job sees it for the second time."""
    then = timezone.now() - timedelta(hours=5)
    page = NewsPage.objects.get(slug="rich", locale__language_code="zh-hans")
    walk = Walk.objects.create(started_at=then, finished_at=then, is_running=False, pages=1, links=1)
    address = page.full_url.removesuffix(page.url) + DEAD
    link = Link.objects.create(
        digest=digest_of(address),
        address=address,
        host="",
        kind=LinkKind.OWN,
        seen_in=walk.pk,
        checked_in=walk.pk,
        status=404,
        fault=LinkFault.GONE,
        failures=1,
        failed_since=then,
        checked_at=then,
    )
    Visit.objects.create(walk=walk, page=page, address=page.url, status=200, seconds=0.1).links.add(link)


def leave_a_case_unanswered(department: Department) -> None:
    """It came early in the quarter that has ended, and the department has not answered it to this day."""
    then = timezone.make_aware(datetime.combine(last_quarter().start + timedelta(days=9), time(10)))
    notice = notice_for(Channel.SUGGESTION, site=SiteSettings.objects.get(), periods=FeedbackSettings.load())
    opened = open_case(
        channel=Channel.SUGGESTION,
        receipt=receipts.new_receipt(),
        body={"subject": LATE, "text": "北门到宿舍的路上有五盏灯不亮，下夜班时看不清路。"},
        contact=None,
        consent=(notice.version, notice.text),
        language="zh-hans",
        now=then,
    )
    steps.accept(
        case_id=opened.case.pk,
        actor=User.objects.get(username="first"),
        complexity=Complexity.GENERAL,
        department=department,
        now=then,
    )
