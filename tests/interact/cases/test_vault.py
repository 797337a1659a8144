"""Sealing of cases: bound to its place, loud in every failure (T71 to T73)."""

import threading
import uuid

import pytest

from interact.cases import vault
from unionsite.core.sealing import SealingError

CASE = uuid.UUID(int=7)
WORDS = "夜班没有热饭"


def test_what_was_sealed_opens_in_its_place():
    key, stored = vault.new_key(CASE)
    sealed = key.seal({"text": WORDS}, "body")
    assert WORDS.encode() not in sealed
    assert vault.unwrap(CASE, stored).open(sealed, "body") == {"text": WORDS}


@pytest.mark.parametrize("part", ["contact", "entry:1", "body "])
def test_t72_another_column_does_not_open(part):
    key, _stored = vault.new_key(CASE)
    with pytest.raises(SealingError):
        key.open(key.seal(WORDS, "body"), part)


def test_t72_another_case_does_not_open():
    key, stored = vault.new_key(CASE)
    sealed = key.seal(WORDS, "body")
    other, other_stored = vault.new_key(uuid.UUID(int=8))
    with pytest.raises(SealingError):
        other.open(sealed, "body")
    with pytest.raises(SealingError):
        vault.unwrap(CASE, other_stored)
    # Even with the right key the name of the case is part of what was sealed.
    with pytest.raises(SealingError):
        vault.CaseKey(uuid.UUID(int=8), key._key).open(sealed, "body")
    assert vault.unwrap(CASE, stored)


@pytest.mark.parametrize("position", [0, 13, -1])
def test_t72_a_changed_byte_does_not_open(position):
    key, _stored = vault.new_key(CASE)
    sealed = bytearray(key.seal(WORDS, "body"))
    sealed[position] ^= 1
    with pytest.raises(SealingError):
        key.open(bytes(sealed), "body")


def test_t71_without_its_key_it_is_an_error(settings):
    _key, stored = vault.new_key(CASE)
    settings.CASE_KEYS = ["another key that is as long as it has to be here"]
    with pytest.raises(SealingError, match="CASE_KEYS"):
        vault.unwrap(CASE, stored)


def test_t71_after_the_change_of_keys_the_old_one_is_not_needed(settings):
    key, stored = vault.new_key(CASE)
    sealed = key.seal(WORDS, "body")
    newest = "another key that is as long as it has to be here"
    settings.CASE_KEYS = [newest, *settings.CASE_KEYS]
    again = vault.rewrap(CASE, stored)
    settings.CASE_KEYS = [newest]
    assert vault.unwrap(CASE, again).open(sealed, "body") == WORDS
    with pytest.raises(SealingError):
        vault.unwrap(CASE, stored)


def test_a_destroyed_key_says_so():
    with pytest.raises(vault.Destroyed):
        vault.unwrap(CASE, "")


def test_t73_fifty_threads_never_read_ciphertext():
    key, stored = vault.new_key(CASE)
    sealed = [(f"entry:{number}", key.seal(f"{WORDS}{number}", f"entry:{number}")) for number in range(20)]
    wrong: list[str] = []

    def read():
        own = vault.unwrap(CASE, stored)
        for number, (part, value) in enumerate(sealed):
            if (text := own.open(value, part)) != f"{WORDS}{number}":
                wrong.append(text)

    threads = [threading.Thread(target=read) for _number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
