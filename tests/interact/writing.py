"""Fills in and sends the form of a channel as a browser does: waits, proves that it is no program, posts."""

import json
import re
from datetime import timedelta

import altcha
from django.utils import timezone

from interact.cases import receipts
from interact.channels.records import CHANNELS, record_of
from interact.models import Case

SUBJECT, TEXT = "食堂夜班供餐时间太短", "夜班工友十一点下班，食堂十点半已经关门。"
PATHS = {str(channel): f"/interact/{record.slug}/" for channel, record in CHANNELS.items()}
# What each asks besides subject and text.
BESIDES = {
    "letter": {"name": "孙小满"},
    "correction": {"page": "/news/", "fault": "错别字"},
    "hardship": {"name": "孙小满", "kind": "疾病", "household": "4", "income": "1800"},
    "legal_aid": {
        "name": "孙小满",
        "kind": "工资",
        "other_side": "某某劳务派遣公司",
        "happened_on": "2026-03-02",
        "begun": "已申请仲裁",
        "begun_on": "2026-04-01",
    },
    "join": {"name": "孙小满", "employee_number": "A1024", "employment": "劳务派遣", "joined_on": "2025-07-01"},
    "member_card": {"name": "孙小满", "kind": "挂失补办"},
}
# Nobody has papers at hand, unless a test attaches them.
for channel, record in CHANNELS.items():
    if record.papers:
        BESIDES[channel.value] |= {f"lacks_{paper.key}": "on" for paper in record.papers}


def solved(challenge: str) -> str:
    found = altcha.Challenge.from_dict(json.loads(challenge))
    return altcha.Payload(found, altcha.solve_challenge(found)).to_base64()


class Writer:
    """One person at the form of one channel."""

    def __init__(self, client, clock, channel="suggestion", **origin):
        self.client, self.clock, self.channel, self.origin = client, clock, channel, origin
        self.path = PATHS[channel]

    def open(self, query: str = ""):
        self.response = self.client.get(self.path + query, **self.origin)
        self.form = self.response.context["form"]
        return self

    def values(self, **changes) -> dict:
        """What a person fills in, with what the page carries along."""
        form = self.form
        carried = {name: form[name].value() or "" for name in ("stamp", "notice", "picture", "proof", "letters")}
        proof = {} if form.is_proven else {"proof": solved(form.challenge), "letters": ""}
        named = {} if record_of(self.channel).is_signed else {"identity": "anonymous"}
        typed = {"subject": SUBJECT, "text": TEXT, "consent": "on", **named, **BESIDES.get(self.channel, {})}
        return {**carried, **proof, **typed, **changes}

    def post(self, values=None, *, wait=30, **extra):
        self.clock.move_to(timezone.now() + timedelta(seconds=wait))
        self.response = self.client.post(self.path, values or self.values(), **self.origin, **extra)
        self.form = (self.response.context or {}).get("form") if self.response.context else None
        return self.response

    def send(self, **changes) -> Case:
        """Open, fill in, post; the case that came of it."""
        self.open()
        response = self.post(self.values(**changes))
        assert "receipt" in response.context, errors(response)
        return case_of(response)


def shown_receipt(response) -> str:
    return re.search(r'class="receipt__code"[^>]*>([^<]+)<', response.content.decode())[1]


def case_of(response) -> Case:
    return Case.objects.get(receipt_digest__in=receipts.digests(shown_receipt(response)))


def errors(response) -> dict:
    return {name: list(map(str, messages)) for name, messages in response.context["form"].errors.items()}
