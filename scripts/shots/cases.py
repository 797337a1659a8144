"""Cases: an employee's phone from the ways in to the answer, the handlers' desk, and who handles what."""

from dataclasses import dataclass

from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from scripts.desk import DESKTOP, Account, Desk, press, visit
from scripts.shots.camera import PHONE, TALL, keep

# Who works on cases in the demo, by user name.
TEAM, DEPARTMENT, REPORTS, ADMIN = "first", "power", "reports", "admin"
# Cases of the demo that are opened, by their subjects.
NEW, WITH_DEPARTMENT, REQUEST = "“登陆”应为“登录”", "物流库房冬天太冷", "困难帮扶：疾病"
# Receipts of the demo that are used, by the beginning of what their file says of them.
ANSWERED, ASKED, LACKING = "实名建议", "匿名举报，正在等您补充", "困难帮扶"
# Cases that are made for the pictures and thrown away: one sent from the phone, one under review, one with a name.
SENT = {
    "subject": "在装配二线加一面工具柜",
    "text": "装配二线的工具都放在过道的箱子里，找起来费时间，也容易绊倒人。希望靠墙加一面工具柜。",
}
REVIEWED = {
    "subject": "厂区北门的路灯不亮",
    "text": "北门到宿舍的路上有五盏灯不亮，下夜班时看不清路，希望尽快修好。",
}
OPINION = (
    "经检查，五盏路灯是电缆老化造成的，须更换约120米电缆。已报维修计划，更换前先装五盏太阳能灯，保证夜班职工通行安全。"
)
NAMED = {
    "subject": "外包班组高处作业不系安全带",
    "text": "屋面维修的外包班组多次不系安全带上高处，提醒过也不听，担心出事。",
    "people": "外包班组负责人",
    "when": "上周三、周四下午",
    "place": "二号厂房屋面",
}
CONTACT = {"name": "梁晓晨", "department": "机加车间", "phone": "13800000021"}
REASON = "须当面核实举报的情况，约定见面的时间"


@dataclass(frozen=True)
class Places:
    """Addresses, receipts and numbers that the pictures need."""

    section: str
    channels: dict[str, str]
    answers: str
    receipts: dict[str, str]
    cases: dict[str, int]
    report_routing: int


def look() -> Places:
    """What the demo has; raises OSError, ObjectDoesNotExist, LookupError where it lacks something."""
    from django.conf import settings

    from interact.channels.models import ChannelPage
    from interact.channels.records import Channel
    from interact.models import AnswerIndexPage, ChannelRouting, InteractIndexPage

    chinese = {"locale__language_code": settings.LANGUAGE_CODE, "live": True}
    lines = (settings.VAR_DIR / "demo-receipts.txt").read_text("utf-8").splitlines()
    receipts = {what: receipt for receipt, _subject, what in (line.split("\t") for line in lines)}
    numbers = {subject: pk for pk, subject in _subjects()}
    pages = [page for kind in ChannelPage.__subclasses__() for page in kind.objects.filter(**chinese)]
    return Places(
        section=InteractIndexPage.objects.filter(**chinese).get().url,
        channels={page.CHANNEL.value: page.url for page in pages},
        answers=AnswerIndexPage.objects.filter(**chinese).get().url,
        receipts={begin: _of(receipts, begin) for begin in (ANSWERED, ASKED, LACKING)},
        cases={subject: numbers[subject] for subject in (NEW, WITH_DEPARTMENT, REQUEST)},
        report_routing=ChannelRouting.objects.get(channel=Channel.REPORT).pk,
    )


def _of(receipts: dict[str, str], begin: str) -> str:
    return [receipt for what, receipt in receipts.items() if what.startswith(begin)].pop()


def _subjects() -> list[tuple[int, str]]:
    from interact.models import Case

    return [(case.pk, case.body.get("subject", "")) for case in Case.objects.exclude(sealed_key="")]


def prepare() -> dict[str, int]:
    """A case under review and a report with a name; their numbers by subject."""
    from interact.cases.choices import Complexity, Purpose
    from interact.cases.services import steps
    from interact.channels.records import Channel
    from unionsite.accounts.models import User
    from unionsite.core import mails

    team, writer = (User.objects.get(username=name) for name in (TEAM, DEPARTMENT))
    with mails.silence():
        report = _send(Channel.REPORT, NAMED, CONTACT)
        reviewed = _send(Channel.SUGGESTION, REVIEWED, None)
        now = _now()
        steps.accept(case_id=reviewed, actor=team, complexity=Complexity.COMPLEX, department=writer.department, now=now)
        steps.answer(case_id=reviewed, actor=writer, purpose=Purpose.OPINION, words=OPINION, now=now)
    return {NAMED["subject"]: report, REVIEWED["subject"]: reviewed}


def _send(channel, body: dict[str, str], contact: dict[str, str] | None) -> int:
    from django.conf import settings

    from interact.cases import receipts
    from interact.models import FeedbackSettings
    from interact.sending import services
    from interact.sending.assurances import notice_for
    from unionsite.core.models import SiteSettings

    notice = notice_for(channel, site=SiteSettings.objects.get(), periods=FeedbackSettings.load())
    opened = services.open_case(
        channel=channel,
        receipt=receipts.new_receipt(),
        body=body,
        contact=contact,
        consent=(notice.version, notice.text),
        language=settings.LANGUAGE_CODE,
        now=_now(),
    )
    return opened.case.pk


def _now():
    from django.utils import timezone

    return timezone.localtime()


def throw_away() -> None:
    from interact.models import Case

    made = {values["subject"] for values in (SENT, REVIEWED, NAMED)}
    Case.objects.filter(pk__in=[pk for pk, subject in _subjects() if subject in made]).delete()


def take(chromium: Browser, base: str, people: dict[str, Account], places: Places, made: dict[str, int]) -> None:
    _take_phone(chromium, base, places)
    _take_desk(chromium, base, people, places.cases | made)
    admin = Desk(chromium, base, people[ADMIN])
    admin.sign_in()
    admin.page.set_viewport_size(TALL | {"height": 760})
    admin.visit(f"cases/routing/{places.report_routing}/")
    keep(admin.page, "case-routing")


def _take_phone(chromium: Browser, base: str, places: Places) -> None:
    phone = chromium.new_page(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    for name, address in {
        "channels-phone": places.section,
        "report-phone": places.channels["report"],
        "answers-phone": places.answers,
        "answers-figures-phone": f"{places.answers}figures/",
    }.items():
        visit(phone, base + address)
        keep(phone, name)
    visit(phone, base + places.channels["suggestion"])
    for name, text in SENT.items():
        phone.fill(f"[name={name}]", text)
    phone.check("[name=consent]")
    phone.wait_for_timeout(3500)  # Nobody writes in less than three seconds.
    press(phone.locator("[data-send]"))
    keep(phone, "receipt-phone")
    _follow(phone, base, places.receipts[ANSWERED])
    keep(phone, "follow-phone")
    _follow(phone, base, places.receipts[ASKED])
    keep(phone, "follow-asked-phone")
    _follow(phone, base, places.receipts[LACKING])
    phone.locator("#papers").scroll_into_view_if_needed()
    keep(phone, "follow-papers-phone")


def _follow(phone: Tab, base: str, receipt: str) -> None:
    visit(phone, f"{base}/feedback/")
    phone.fill("[name=receipt]", receipt)
    press(phone.get_by_role("button", name="查看进度"))


def _take_desk(chromium: Browser, base: str, people: dict[str, Account], cases: dict[str, int]) -> None:
    team = Desk(chromium, base, people[TEAM])
    team.sign_in()
    team.visit("cases/")
    keep(team.page, "cases")
    team.page.set_viewport_size(TALL | {"height": 1160})
    team.visit(f"cases/{cases[NEW]}/")
    keep(team.page, "case")
    team.visit(f"cases/{cases[REQUEST]}/")
    keep(team.page, "case-papers")
    team.visit(f"cases/{cases[REVIEWED['subject']]}/")
    promised = team.page.locator("[name=promised_on]")
    promised.fill(promised.get_attribute("max"))
    promised.blur()
    keep(team.page, "case-reply")
    team.page.set_viewport_size(DESKTOP)
    team.visit("cases/figures/")
    keep(team.page, "case-figures")
    writer = Desk(chromium, base, people[DEPARTMENT])
    writer.sign_in()
    writer.visit(f"cases/{cases[WITH_DEPARTMENT]}/")
    keep(writer.page, "case-answer")
    reports = Desk(chromium, base, people[REPORTS])
    reports.sign_in()
    reports.visit(f"cases/{cases[NAMED['subject']]}/identity/")
    reports.page.fill("[name=words]", REASON)
    keep(reports.page, "case-identity")
