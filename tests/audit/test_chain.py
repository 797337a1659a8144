"""The canonical text of an entry, its hash, and what is made of odd values."""

import enum
import hmac
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionsite.audit import chain

pytestmark = pytest.mark.once

KEY = "a key"
ENTRY = {
    "number": 7,
    "at": datetime(2026, 5, 8, 6, 30, 0, 1, tzinfo=UTC),
    "action": "sign_in",
    "outcome": "done",
    "actor_id": 3,
    "actor_label": "王芳",
    "subject_type": "accounts.user",
    "subject_id": "12",
    "subject_label": "李强",
    "reason": "",
    "detail": {"fields": ["name"]},
    "address": "192.0.2.1",
    "agent": "Firefox",
    "previous_hash": "0" * 64,
}


def entry(**changes) -> SimpleNamespace:
    return SimpleNamespace(**{**ENTRY, **changes})


@pytest.mark.parametrize(
    "change",
    [
        {"number": 8},
        {"at": ENTRY["at"] + timedelta(microseconds=1)},
        {"action": "sign_out"},
        {"outcome": "refused"},
        {"actor_id": None},
        {"actor_id": 4},
        {"actor_label": "王 芳"},
        {"subject_type": "accounts.user1", "subject_id": "2"},
        {"subject_type": ""},
        {"subject_id": "1"},
        {"subject_label": ""},
        {"subject_label": "", "reason": "李强"},
        {"reason": "x"},
        {"detail": {}},
        {"detail": {"fields": "name"}},
        {"detail": {"fields": ["name", ""]}},
        {"address": None},
        {"address": "192.0.2.2"},
        {"address": "2001:db8::1"},
        {"agent": ""},
        {"previous_hash": "1" * 64},
        {"previous_hash": ""},
    ],
)
def test_t36_every_field_counts(change):
    assert chain.entry_hash(entry(**change), KEY) != chain.entry_hash(entry(), KEY)


def test_the_hash_is_an_hmac_that_needs_the_key():
    expected = hmac.new(KEY.encode(), chain.encode(entry()), "sha256").hexdigest()
    assert chain.entry_hash(entry(), KEY) == expected
    assert chain.entry_hash(entry(), "another") != expected


@pytest.mark.parametrize(
    "same",
    [
        {"at": ENTRY["at"].astimezone(timezone(timedelta(hours=8)))},
        {"address": "::ffff:192.0.2.1"},
        {"detail": json.loads('{ "fields" : ["name"] }')},
    ],
)
def test_another_way_of_writing_the_same_is_the_same(same):
    assert chain.encode(entry(**same)) == chain.encode(entry())


texts = st.text(max_size=12)


@given(st.tuples(texts, texts, texts), st.tuples(texts, texts, texts))
def test_different_texts_have_different_encodings(one, other):
    def encode(values):
        return chain.encode(entry(subject_id=values[0], subject_label=values[1], reason=values[2]))

    assert (encode(one) == encode(other)) == (one == other)


def test_a_head_cannot_be_taken_for_an_entry_nor_moved_back():
    seal = chain.head_seal(7, "ab", KEY)
    assert chain.is_sealed(SimpleNamespace(number=7, hash="ab", seal=seal), KEY)
    assert not chain.is_sealed(SimpleNamespace(number=6, hash="ab", seal=seal), KEY)
    assert not chain.is_sealed(SimpleNamespace(number=7, hash="a", seal=seal), KEY)
    assert not chain.is_sealed(SimpleNamespace(number=7, hash="ab", seal=""), KEY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  王芳 ", "王芳"),
        ("a\x00b\x1bc", "a�b�c"),
        ("一\r\n二\r三\n四\t五", "一\n二\n三\n四\t五"),
        ("half \ud83d", "half �"),
        ("nimda\u202e", "nimda�"),
        ("𠮷😀", "𠮷😀"),
    ],
)
def test_what_no_database_takes_or_what_misleads_is_replaced(text, expected):
    assert chain.clean(text) == expected


def test_texts_are_cut_with_a_sign():
    assert chain.clean("一二三四五", 5) == "一二三四五"
    assert chain.clean("一二三四五六", 5) == "一二三四…"
    assert chain.clean_label("两行\n名字", 20) == "两行 名字"


class Colour(enum.IntEnum):
    RED = 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (10**20, 10**20),
        (Colour.RED, 1),
        (1.0, "1.0"),
        (1e300, "1e+300"),
        (float("nan"), "nan"),
        (Decimal("1.10"), "1.10"),
        (date(2026, 5, 8), "2026-05-08"),
        ((1, "b\x00"), [1, "b�"]),
        ({"z", "a"}, ["a", "z"]),
        ({1: {"k\x00": [1.5]}}, {"1": {"k�": ["1.5"]}}),
        ("长" * 3000, "长" * 1999 + "…"),
    ],
)
def test_detail_becomes_json_that_comes_back_unchanged(value, expected):
    plain = chain.plain(value)
    assert plain == expected
    assert type(plain) is type(expected)
    assert json.loads(json.dumps(plain)) == plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("::FFFF:192.0.2.1", "192.0.2.1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("", None),
        (None, None),
        ("unix:", None),
        ("192.0.2.1:8080", None),
        ("999.1.1.1", None),
    ],
)
def test_addresses(text, expected):
    address = chain.parse_address(text)
    assert (str(address) if address else None) == expected
