"""Oversight: the desk of who watches over the site, and the duties, incidents and switches of who keeps it safe."""

from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Browser

from scripts.desk import DESKTOP, Account, Desk, visit
from scripts.shots.camera import TALL, keep

TEAM, SECURITY, EDITOR = "first", "security", "editor"
# A finding of the demo that its owner is still mending.
UNDER_WAY = "《高温津贴怎么领》里的金额与制度不一致"
INSPECTION = "本月例行检查"
# Whose card has something to show.
DEPARTMENT = "administration"
# Of what a walk of the whole site found: pages, links, faults by kind.
WALKED = {"pages": 184, "links": 962, "tally": {"page:alt": 1, "page:slow": 1, "link:gone": 2}}
# An incident whose four hours run, and what was done so far.
INCIDENT = {
    "title": "首页被篡改，出现赌博网站的链接",
    "kind": "attack",
    "grade": "large",
    "found_by": "值班职工",
    "place": "公司机房",
    "system": "工会网站首页",
    "what": "职工来电说首页通知栏里有赌博网站的链接。核实后确认有两条通知被改动，改动不是本单位人员所为。",
    "affected": "改动约存在40分钟，其间首页约有120次浏览。",
    "has_personal_data": False,
    "contact": "综合楼203室",
}
ACTED = "已切换为只读，撤下两条通知，结束全部登录，保存日志备查。"
LOW, LONG = DESKTOP | {"height": 620}, TALL | {"height": 1180}


@dataclass(frozen=True)
class Places:
    """Addresses below /admin/ by the name of their picture."""

    team: dict[str, str]
    editor: dict[str, str]
    security: dict[str, str]


def prepare() -> Places:
    from unionsite.core import mails

    with mails.silence():
        return _make()


def _make() -> Places:
    """What lasts for hours only: a walk, an inspection, an incident, a review of rights."""
    from django.utils import timezone

    from unionsite.accounts.models import User
    from unionsite.oversight.duties.choices import DutyKind
    from unionsite.oversight.duties.models import Duty
    from unionsite.oversight.duties.services.reviews import begin_review
    from unionsite.oversight.findings.models import Finding
    from unionsite.oversight.incidents.services import note, record_incident
    from unionsite.oversight.inspections.models import Checklist
    from unionsite.oversight.inspections.services import begin
    from unionsite.oversight.reports.models import Report
    from unionsite.oversight.scores.models import ScorePeriod

    now, people = timezone.localtime(), {user.username: user for user in User.objects.all()}
    _walk(now - timedelta(days=1))
    inspection = begin(
        checklist=Checklist.objects.first(), title=INSPECTION, inspected_on=now.date(), inspector=people[TEAM]
    )
    frozen = ScorePeriod.objects.exclude(frozen_at=None).latest("year", "number")
    draft = Report.objects.filter(page__live=False).latest("year", "number")
    facts = INCIDENT | {"found_at": now - timedelta(minutes=75)}
    incident = record_incident(facts=facts, actor=people[SECURITY], now=now - timedelta(minutes=60))
    note(incident=incident, actor=people[SECURITY], words=ACTED, now=now - timedelta(minutes=45))
    rights = Duty.objects.get(kind=DutyKind.RIGHTS)
    review = begin_review(duty=rights, actor=people[SECURITY], now=now)
    card = frozen.cards.get(department__code=DEPARTMENT)
    return Places(
        team={
            "dashboard": "",
            "findings": "findings/",
            "finding": f"findings/{Finding.objects.get(title=UNDER_WAY).pk}/",
            "inspection": f"inspections/{inspection.pk}/",
            "freshness": "freshness/",
            "health": "health/",
            "scores": f"scores/{frozen.pk}/",
            "score-card": f"scores/{frozen.pk}/{card.department_id}/",
            "reports": "work-reports/",
            "register": "register/",
        },
        editor={"report": f"work-reports/{draft.pk}/"},
        security={
            "duties": "duties/",
            "rights-review": f"duties/{rights.pk}/records/{review.pk}/",
            "incident": f"incidents/{incident.pk}/",
            "switches": "incidents/switches/",
        },
    )


def _walk(now) -> None:
    from unionsite.oversight.health.choices import Stage
    from unionsite.oversight.health.models import Walk

    start = now.replace(hour=2, minute=0)
    stop = start + timedelta(minutes=6)
    Walk.objects.create(started_at=start, finished_at=stop, stage=Stage.DONE, is_running=False, **WALKED)


def throw_away() -> None:
    from django.db import connection

    from unionsite.oversight.duties.choices import DutyKind, RecordState
    from unionsite.oversight.duties.models import DutyRecord
    from unionsite.oversight.health.models import Walk
    from unionsite.oversight.incidents import triggers
    from unionsite.oversight.incidents.models import Incident
    from unionsite.oversight.inspections.models import Inspection

    Walk.objects.filter(**WALKED).delete()
    Inspection.objects.filter(title=INSPECTION, finished_at=None).delete()
    DutyRecord.objects.filter(duty__kind=DutyKind.RIGHTS, state=RecordState.WAITING).delete()
    # Records of incidents are kept for good; this one is made up.
    triggers.drop_triggers(connection)
    try:
        for incident in Incident.objects.filter(title=INCIDENT["title"]):
            incident.entries.all().delete()
            incident.delete()
    finally:
        triggers.install_triggers(connection)


HEIGHTS = {
    "dashboard": TALL | {"height": 1000},
    "findings": LOW,
    "finding": DESKTOP | {"height": 700},
    "inspection": TALL,
    "health": LONG | {"height": 1040},
    "report": TALL,
    "score-card": LONG,
    "incident": TALL,
}


def take(chromium: Browser, base: str, people: dict[str, Account], places: Places) -> None:
    for username, addresses in {TEAM: places.team, EDITOR: places.editor, SECURITY: places.security}.items():
        desk = Desk(chromium, base, people[username])
        desk.sign_in()
        for name, address in addresses.items():
            desk.page.set_viewport_size(HEIGHTS.get(name, DESKTOP))
            desk.visit(address)
            keep(desk.page, name)
    reader = chromium.new_page(viewport=TALL, locale="zh-CN")
    visit(reader, f"{base}/disclosure/")
    keep(reader, "disclosure")
