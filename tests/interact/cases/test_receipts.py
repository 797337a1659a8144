"""Receipts: hard to guess, easy to copy, known to the database as keyed hashes only (T64, T65)."""

import math
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from interact.cases import receipts
from interact.cases.receipts import Stamp
from unionsite.accounts.people.names import ALPHABET

ZONE = ZoneInfo("Asia/Shanghai")
RECEIPT = "ABCD-EFGH-JKMN-PQRS-TVWX"


def test_at_least_eighty_bits():
    assert receipts.LENGTH * math.log2(len(ALPHABET)) > 80
    made = {receipts.new_receipt() for _number in range(200)}
    assert len(made) == 200
    assert all(receipts.found_in(receipt) == [receipt] for receipt in made)


@pytest.mark.parametrize(
    "typed", [RECEIPT, RECEIPT.lower(), RECEIPT.replace("-", ""), "ＡＢＣＤ　ＥＦＧＨ JKMN PQRS TVWX "]
)
def test_however_it_is_typed(typed):
    assert receipts.digest(typed) == receipts.digest(RECEIPT)
    assert receipts.grouped(typed) == RECEIPT


def test_the_hash_needs_the_key(settings):
    before = receipts.digest(RECEIPT)
    settings.RECEIPT_KEYS = ["another key that is as long as it has to be here", *settings.RECEIPT_KEYS]
    assert receipts.digest(RECEIPT) != before
    # One that was given out before goes on opening its case.
    assert before in receipts.digests(RECEIPT)


def test_a_form_carries_it_sealed():
    stamp = Stamp("report", datetime(2026, 5, 8, 10, tzinfo=ZONE), RECEIPT)
    text = receipts.seal_stamp(stamp)
    assert "ABCD" not in text
    assert receipts.open_stamp(text, zone=ZONE) == stamp


@pytest.mark.parametrize("text", ["", "x", "eA==", "中文", "\0", "?"])
def test_what_is_no_stamp_is_none(text):
    assert receipts.open_stamp(text, zone=ZONE) is None


def test_a_stamp_of_another_use_is_none():
    forged = receipts.ring.seal(b'["report", 1, "x"]', "interact.receipt")
    assert receipts.open_stamp(forged, zone=ZONE) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (f"我的回执是{RECEIPT}，请查", 1),
        (RECEIPT.lower().replace("-", " "), 1),
        (RECEIPT.replace("-", ""), 1),
        ("没有回执号", 0),
        ("ABCD-EFGH", 0),
        ("A" * 60, 0),
    ],
)
def test_found_in_what_people_write(text, number):
    assert len(receipts.found_in(text)) == number
