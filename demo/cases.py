"""The demo's cases: sent, worked on and answered by its people on the working days before today."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from demo.material import picture_of
from demo.story import read
from demo.writing import Demo, publish
from home.services.tree import set_up_channels
from interact.answers import services as answers_services
from interact.attachments.checking import clean_files
from interact.cases import receipts
from interact.cases.choices import Complexity, Purpose, Result, Satisfaction
from interact.cases.papers import label_of
from interact.cases.rules import is_by_name
from interact.cases.services import side_steps, steps, upkeep
from interact.channels.records import Channel
from interact.following import services as following_services
from interact.models import Case, ChannelRouting, FeedbackSettings
from interact.sending import services as sending_services
from interact.sending.assurances import notice_for
from unionsite.accounts.models import Department, User
from unionsite.core.models import SiteSettings
from unionsite.core.workday_table import current_calendar
from unionsite.core.workdays import WorkCalendar

CASES = Path(__file__).with_name("cases.toml")
RECEIPTS_FILE = "demo-receipts.txt"
# Who answers for a department; for other departments the team's second member does.
ANSWERERS = {"assembly": "author", "administration": "office", "equipment": "power"}
# Who handles a channel that has named handlers.
HANDLERS = {
    Channel.REPORT: "reports",
    Channel.LETTER: "final",
    Channel.HARDSHIP: "first",
    Channel.LEGAL_AID: "final",
}
BEGINS, BETWEEN = time(8, 50), timedelta(minutes=47)


def read_cases() -> list[dict[str, Any]]:
    """Return the cases, oldest first. Raises ValueError for a repeated key."""
    cases = read(CASES)["cases"]
    keys = [case["key"] for case in cases]
    if len(keys) != len(set(keys)):
        raise ValueError(f"repeated keys: {sorted({key for key in keys if keys.count(key) > 1})}")
    return sorted(cases, key=lambda case: -case["came"])


@dataclass
class Desk:
    """One run: who works, by which calendar, and which case has which primary key."""

    people: dict[str, User]
    calendar: WorkCalendar
    now: datetime
    cases: dict[str, int] = field(default_factory=dict)

    def day(self, came: int, on: int = 0) -> date:
        """Return the day `came` working days ago, and `on` working days after it; never after today."""
        today = timezone.localdate(self.now)
        first = self.calendar.add_workdays(today, -came) if came else today
        return min(self.calendar.add_workdays(first, on) if on else first, today)

    def moment(self, day: date, number: int) -> datetime:
        """Return the time of a step: the steps of a case follow each other within its days, never after now."""
        begins = timezone.make_aware(datetime.combine(day, BEGINS))
        return min(begins + BETWEEN * number, timezone.localtime(self.now))


def add_cases(demo: Demo, *, now: datetime) -> int:
    """Add routing and cases to an empty desk and return how many; receipts of some are kept in var/, for trying out."""
    if Case.objects.exists():
        return 0
    set_routing(demo.people)
    desk, all_values = Desk(demo.people, current_calendar(), now), read_cases()
    given = {values["key"]: receipts.new_receipt() for values in all_values}
    # In the true order: everything done on one day for all cases comes before what was done on the next.
    doings = [(desk.day(values["came"]), 0, number, values, None) for number, values in enumerate(all_values)]
    for number, values in enumerate(all_values):
        for position, step in enumerate(values["steps"], start=1):
            doings.append((desk.day(values["came"], step["on"]), position, number, values, step))
    for _day, position, _number, values, step in sorted(doings, key=lambda doing: doing[:3]):
        if step is None:
            desk.cases[values["key"]] = send(desk, values, given[values["key"]]).pk
        else:
            take(desk, values, step, position)
    # As the scheduler does each day: what was paused in the past is not late today.
    upkeep.recount_open_cases(now=now, is_paused_only=True)
    for values in all_values:
        if values.get("is_published"):
            publish_answer(demo, desk, values)
    keep_receipts(
        f"{receipts.grouped(given[values['key']])}\t{values['subject']}\t{values['receipt']}"
        for values in all_values
        if "receipt" in values
    )
    return len(desk.cases)


def publish_answer(demo: Demo, desk: Desk, values: dict[str, Any]) -> None:
    """选登: the team drafts the answer's page, which passes both stages, some days after the reply; with `done` not
    before things stand so."""
    done = values.get("done", {})
    when = desk.moment(desk.day(values["came"], max(10, done.get("on", 0))), 3)
    outcome = answers_services.Outcome()
    if done:
        on = desk.day(values["came"], done["on"])
        outcome = answers_services.Outcome(done["progress"], done["outcome"], on)
    case_id = desk.cases[values["key"]]
    page = answers_services.draft_answer(case_id=case_id, actor=demo.people["first"], now=when, outcome=outcome)
    # The greeting was for one person.
    page.reply = page.reply.replace("<p>您好：", "<p>", 1)
    if picture := done.get("picture"):
        page.cover, page.cover_alt = demo.material.stored(picture), done["picture_alt"]
    # The person who replied wrote the page's text and so cannot review it.
    publish(demo, page, when, reviewers=("second", "final"))


def keep_receipts(lines: Iterable[str]) -> None:
    file = settings.VAR_DIR / RECEIPTS_FILE
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n", "utf-8")


def set_routing(people: dict[str, User]) -> None:
    """Give reports and letters to the chair to one person each, everything else to the team."""
    set_up_channels()
    office = Department.objects.get(code="administration")
    for routing in ChannelRouting.objects.all():
        named = HANDLERS.get(Channel(routing.channel))
        # Written directly: on a running site, changing handlers by name takes two people.
        routing.department = None if named else office
        routing.save()
        routing.handlers.set([people[named]] if named else [])


def send(desk: Desk, values: dict[str, Any], receipt: str) -> Case:
    channel = Channel(values["channel"])
    notice = notice_for(channel, site=SiteSettings.objects.get(), periods=FeedbackSettings.load())
    body = {name: text for name, text in values.get("extra", {}).items() if text}
    files = []
    if scene := values.get("picture"):
        files, _problems = clean_files([SimpleUploadedFile("现场照片.webp", picture_of(scene).read_bytes())])
    for key in values.get("papers", []):
        text = "演示材料，没有真实的个人信息。".encode()
        found, _problems = clean_files([SimpleUploadedFile(f"{label_of(channel, key)}.txt", text)])
        files += [replace(file, paper=key) for file in found]
    opened = sending_services.open_case(
        channel=channel,
        receipt=receipt,
        body={"subject": values["subject"], **body, "text": values["text"]},
        contact=values.get("contact"),
        files=files,
        sender=desk.people.get(values.get("sender", "")),
        consent=(notice.version, notice.text),
        may_publish=values.get("may_publish", False),
        language=settings.LANGUAGE_CODE,
        now=desk.moment(desk.day(values["came"]), 0),
    )
    return opened.case


def take(desk: Desk, values: dict[str, Any], step: dict[str, Any], number: int) -> None:
    """Take one step of the file, as the person who would take it."""
    case = Case.objects.select_related("department").get(pk=desk.cases[values["key"]])
    day = desk.day(values["came"], step["on"])
    common = {"case_id": case.pk, "now": desk.moment(day, number), "words": step.get("words", "")}
    if step["do"] in EMPLOYEE_STEPS:
        extra = {"satisfaction": Satisfaction(step["mark"])} if step["do"] == "rate" else {}
        EMPLOYEE_STEPS[step["do"]](**common, **extra)
        return
    common["actor"] = desk.people[actor_of(case, step)]
    extra = extra_of(desk, step, day)
    STAFF_STEPS[step["do"]](**common, **extra)


EMPLOYEE_STEPS = {
    "supplement": following_services.supplement,
    "rate": following_services.rate,
    "reopen": following_services.reopen,
    "withdraw": following_services.withdraw,
}
STAFF_STEPS = {
    "accept": steps.accept,
    "decline": steps.decline,
    "answer": steps.answer,
    "send_back": steps.send_back,
    "reply": steps.reply,
    "ask": steps.ask,
    "check_papers": side_steps.check_papers,
    "close": steps.close,
    "note": steps.add_note,
    "escalate": side_steps.escalate,
    "merge": side_steps.merge,
}


def actor_of(case: Case, step: dict[str, Any]) -> str:
    if is_by_name(case.channel):
        return HANDLERS[Channel(case.channel)]
    if step["do"] != "answer":
        return "first"
    return step.get("by") or (ANSWERERS[case.department.code] if case.department else "second")


def extra_of(desk: Desk, step: dict[str, Any], day: date) -> dict[str, Any]:
    """Return what a kind of step takes besides person, time and words."""
    kind = step["do"]
    if kind == "accept":
        code = step.get("department")
        department = Department.objects.get(code=code) if code else None
        return {"complexity": Complexity(step.get("kind", "general")), "department": department}
    if kind == "answer":
        return {"purpose": Purpose(step.get("purpose", "result"))}
    if kind == "reply" and "promise" in step:
        return {"promised_on": desk.calendar.add_workdays(day, step["promise"])}
    if kind == "check_papers":
        return {"states": step["states"]}
    if kind == "ask":
        return {"pauses": step.get("pauses", False)}
    if kind == "close":
        return {"result": Result(step["result"])}
    if kind == "merge":
        return {"into_id": desk.cases[step["into"]]}
    return {}
