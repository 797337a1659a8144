"""People and incidents for the tests."""

from tests.oversight.conftest import NOW
from unionsite.oversight.incidents import services

FACTS = {
    "title": "首页被篡改",
    "kind": "content",
    "grade": "large",
    "found_at": NOW,
    "found_by": "值班员",
    "place": "公司机房",
    "system": "官网首页",
    "what": "首页出现违法图片。",
    "affected": "首页半小时内不能正常访问。",
    "has_personal_data": False,
    "contact": "陈向远 0592-1234567",
}


def lay_incident(actor, now=NOW, **facts):
    return services.record_incident(facts=FACTS | facts, actor=actor, now=now)


def form(**fields) -> dict:
    """What a browser sends for FACTS."""
    found_at = fields.pop("found_at", "2026-05-08 10:00")
    sent = {name: value for name, value in FACTS.items() if value is not False} | {"found_at": found_at} | fields
    return {name: value for name, value in sent.items() if value is not None}


def beginning(**fields) -> dict:
    """What a browser sends to record an incident: title, grade, time."""
    return {name: form()[name] for name in ("title", "grade", "found_at")} | fields
