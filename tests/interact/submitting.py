"""Makes cases as the intake does, and takes them some steps along their way."""

from datetime import datetime

from django.utils import timezone

from interact.cases import receipts
from interact.cases.choices import Complexity, Party, Purpose
from interact.cases.services import steps
from interact.channels.records import Channel
from interact.models import Case, CaseHandler, ChannelRouting
from interact.sending.services import Opened, open_case

SUBJECT, TEXT = "食堂夜班供餐时间太短", "夜班工友十一点下班，食堂十点半已经关门，只能吃方便面。"
CONTACT = {"name": "孙小满", "phone": "13800001234", "mail": "", "employee_number": ""}
CONSENT = ("test-1", "我们怎样使用您的信息")


def lay_routing() -> None:
    for channel in Channel:
        ChannelRouting.objects.get_or_create(channel=channel)


def send(channel=Channel.SUGGESTION, *, receipt="", now: datetime | None = None, **changes) -> Opened:
    values = {
        "body": {"subject": SUBJECT, "text": TEXT},
        "contact": None,
        "consent": CONSENT,
        "language": "zh-hans",
        **changes,
    }
    return open_case(
        channel=channel, receipt=receipt or receipts.new_receipt(), now=now or timezone.localtime(), **values
    )


def name(case: Case, user, party=Party.TEAM) -> None:
    """As it stands when two people have agreed and the time has passed (tests/interact/desk/test_handover.py)."""
    CaseHandler.objects.create(case=case, user=user, party=party, added_on=timezone.localdate())


def accepted(case: Case, team, department=None, *, complexity=Complexity.GENERAL, now=None, handler=None) -> Case:
    now = now or timezone.localtime()
    return steps.accept(
        case_id=case.pk, actor=team, complexity=complexity, department=department, handler=handler, now=now
    )


def answered(case: Case, answerer, *, purpose=Purpose.RESULT, words="已延长到夜里十一点半。", now=None) -> Case:
    return steps.answer(case_id=case.pk, actor=answerer, purpose=purpose, words=words, now=now or timezone.localtime())


def replied(case: Case, team, *, words="食堂已延长到夜里十一点半。", promised_on=None, now=None) -> Case:
    now = now or timezone.localtime()
    return steps.reply(case_id=case.pk, actor=team, words=words, promised_on=promised_on, now=now)
