"""Codes that people type: hard to guess, hard to mistype, read however they were typed."""

import math
import re

import pytest

from unionsite.accounts.choices import ACTIVATION_CODE_LENGTH
from unionsite.accounts.people.names import ALPHABET, normalised_code, random_code
from unionsite.accounts.second_factor.services import BACKUP_CODE_LENGTH, TICKET_LENGTH


def test_no_character_is_taken_for_another():
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert not set(ALPHABET) & set("01ILOU")


@pytest.mark.parametrize("length", [BACKUP_CODE_LENGTH, TICKET_LENGTH, ACTIVATION_CODE_LENGTH])
def test_a_code_of_the_site_is_worth_fifty_bits(length):
    assert length * math.log2(len(ALPHABET)) > 50


@pytest.mark.parametrize(("length", "shape"), [(12, r"(\w{4}-){2}\w{4}"), (16, r"(\w{4}-){3}\w{4}"), (5, r"\w{4}-\w")])
def test_a_code_stands_in_groups_of_four(length, shape):
    code = random_code(length)
    assert re.fullmatch(shape, code)
    assert set(code) <= set(ALPHABET + "-")
    assert len(normalised_code(code)) == length


def test_codes_differ_and_use_every_character():
    codes = {random_code(16) for _number in range(200)}
    assert len(codes) == 200
    assert set("".join(codes)) == set(ALPHABET + "-")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ABCD-EFGH", "ABCDEFGH"),
        ("abcd efgh", "ABCDEFGH"),
        (" ABCD－ＥＦＧＨ　", "ABCDEFGH"),
        ("１２３ ４５６", "123456"),
        ("123-456", "123456"),
        ("", ""),
        ("---", ""),
        ("\x00AB\x00", "AB"),
        ("' OR 1=1", "OR11"),
        ("\u202eAB", "AB"),
        ("x" * 500, "X" * 64),
    ],
    ids=ascii,
)
def test_what_was_typed_is_read_as_it_was_meant(typed, meant):
    assert normalised_code(typed) == meant
