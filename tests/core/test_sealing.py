"""Sealing: only with the key, only in its place, and never half."""

import pytest

from unionsite.core import sealing

pytestmark = pytest.mark.once

OLD, NEW = "the old key of this test, long enough to be one", "the new key of this test, long enough to be one"
PLAIN = "车间里的秘密".encode()


@pytest.fixture(autouse=True)
def keys(settings):
    settings.SEALING_KEYS = [OLD]
    return settings


@pytest.mark.parametrize("plain", [b"", b"x", PLAIN, b"\x00" * 20, b"x" * 100_000], ids=len)
def test_what_was_sealed_comes_out_again(plain):
    sealed = sealing.seal(plain, "table:1")
    assert sealing.unseal(sealed, "table:1") == plain
    if len(plain) > 1:
        assert plain.hex() not in sealed
        assert plain.decode() not in sealed


def test_the_same_is_never_sealed_alike():
    assert len({sealing.seal(PLAIN, "table:1") for _number in range(50)}) == 50


@pytest.mark.parametrize("context", ["table:2", "other:1", "", "table:1 "])
def test_in_another_place_it_does_not_open(context):
    with pytest.raises(sealing.SealingError):
        sealing.unseal(sealing.seal(PLAIN, "table:1"), context)


def changed(sealed: str, place: int) -> str:
    other = "A" if sealed[place] != "A" else "B"
    return sealed[:place] + other + sealed[place + 1 :]


def test_a_changed_character_anywhere_is_noticed():
    sealed = sealing.seal(PLAIN, "table:1")
    # The last ones may hold bits that base64 does not use.
    for place in (place for place in range(len(sealed) - 4) if sealed[place] != "."):
        with pytest.raises(sealing.SealingError):
            sealing.unseal(changed(sealed, place), "table:1")


@pytest.mark.parametrize(
    "sealed", ["", ".", "x", "没有密封", "00000000.AAAA", "{id}.", "{id}.AAAA", "{id}.%%%", "{id}"]
)
def test_what_is_no_sealed_value_is_refused_without_another_fault(sealed):
    with pytest.raises(sealing.SealingError):
        sealing.unseal(sealed.replace("{id}", sealing.key_id(OLD)), "table:1")


def test_the_error_tells_nothing_of_the_content():
    sealed = sealing.seal(PLAIN, "table:1")
    for attempt in (changed(sealed, 20), changed(sealed, 0)):
        with pytest.raises(sealing.SealingError) as caught:
            sealing.unseal(attempt, "table:1")
        assert sealed[12:40] not in str(caught.value)
        assert OLD not in str(caught.value)


def test_rotation_the_first_key_seals_and_every_key_opens(keys):
    before = sealing.seal(PLAIN, "table:1")
    keys.SEALING_KEYS = [NEW, OLD]
    after = sealing.seal(PLAIN, "table:1")
    assert sealing.unseal(before, "table:1") == sealing.unseal(after, "table:1") == PLAIN
    assert not sealing.is_sealed_with_first_key(before)
    assert sealing.is_sealed_with_first_key(after)
    keys.SEALING_KEYS = [NEW]
    assert sealing.unseal(after, "table:1") == PLAIN
    with pytest.raises(sealing.SealingError):
        sealing.unseal(before, "table:1")


def test_the_id_of_a_key_tells_nothing_of_it():
    assert sealing.key_id(OLD) != sealing.key_id(NEW)
    assert len(sealing.key_id(OLD)) == 8
    assert sealing.key_id(OLD) not in OLD


# --- Keyed hashes of codes ---


def test_a_hash_is_the_same_for_the_same_code_in_the_same_place_alone():
    first = sealing.digest("ABCD", "ticket:1")
    assert first == sealing.digest("ABCD", "ticket:1")
    others = [("ABCE", "ticket:1"), ("ABCD", "ticket:2"), ("1ABCD", "ticket:"), ("", "ticket:1")]
    assert len({first, *(sealing.digest(*other) for other in others)}) == 5
    assert len(first) == 64


def test_a_hash_depends_on_the_key_and_is_looked_up_by_all(keys):
    before = sealing.digest("ABCD", "ticket:1")
    keys.SEALING_KEYS = [NEW, OLD]
    assert sealing.digest("ABCD", "ticket:1") != before
    assert sealing.digests("ABCD", "ticket:1") == [sealing.digest("ABCD", "ticket:1"), before]
