"""Rules for personal data in public text (S-1.6): numbers of identity cards, bank cards, mobiles; not of offices."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from unionsite.publishing.textchecks.choices import Level, Role
from unionsite.publishing.textchecks.findings import Hit
from unionsite.publishing.textchecks.normalise import BREAK, Folded

# GB/T 2260: the possible first two digits of an identity number.
_SPANS = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
_PROVINCES = frozenset(str(number) for first, last in _SPANS for number in range(first, last + 1))
_ID = re.compile(r"(?<![0-9a-z])([1-9]\d{5})[ -]?((?:18|19|20)\d{2})[ -]?(\d{2})(\d{2})[ -]?(\d{3}[0-9x])(?![0-9a-z])")
_OLD_ID = re.compile(r"(?<![0-9a-z.])([1-9]\d{5})(\d{2})(\d{2})(\d{2})\d{3}(?![0-9a-z.])")
_CARD = re.compile(r"(?<![0-9a-z.])\d(?:[ -]?\d){15,18}(?![0-9a-z])")
# First digits of UnionPay and of the international schemes that Chinese banks issue.
_ISSUERS = ("62", "60", "4", "51", "52", "53", "54", "55", "34", "35", "37")
# The same numbers cut by line breaks, and identity numbers with other signs in them than their usual gaps. Only what a
# check digit vouches for is found so: the figures of neighbouring cells must not become a number.
_CUT = rf"[\n{BREAK}]+"
_SIGNS = "[ .·_/‐-―−-]{0,3}"
_SPLIT_ID = re.compile(
    rf"(?<![0-9a-z])(?=([1-9](?:{_SIGNS}(?:{_CUT}{_SIGNS})?\d){{16}}{_SIGNS}(?:{_CUT}{_SIGNS})?[0-9xхχ×])(?![0-9a-z]))"
)
_SPLIT_CARDS = [
    re.compile(rf"(?<![0-9a-z.])(?=(\d(?:[ -]?(?:{_CUT}[ -]?)?\d){{{more}}})(?![0-9a-z]))") for more in range(15, 19)
]
_SPLIT_MOBILE = re.compile(rf"(?<![0-9])(?=(1(?: ?{BREAK} ?)?[3-9](?:(?: ?{BREAK} ?)?\d){{9}})(?![0-9]))")
_ACCOUNT = re.compile(r"(?:卡号|账号|账户|帐号)[^\d\n]{0,10}$")
# Telephone numbers stand below each other in many tables.
_TELEPHONE = re.compile(r"\d{7,8}|1\d{10}|0\d{9,11}")
_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?![0-9])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_check_digit_right(number: str) -> bool:
    """Whether the last character of an 18-digit identity number fits the others (GB 11643)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return number[17].lower() == "10x98765432"[total % 11]


def is_luhn(number: str) -> bool:
    """Whether a card number's check digit fits (ISO/IEC 7812)."""
    total = 0
    for position, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_identity_number(number: str) -> bool:
    """Whether 18 characters have a province, a day of birth and the check digit of an identity number."""
    day = _is_date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return number[:2] in _PROVINCES and number[6:8] in ("18", "19", "20") and day and is_check_digit_right(number)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _masked(digits: str) -> str:
    """Return enough of a number to find the place again; a report must not keep the number it warns of."""
    return f"{digits[:3]}…{digits[-2:]}"


def personal(folded: Folded, role: Role) -> Iterator[Hit]:
    """Yield the hits, as places in the original text; one kind of number is not reported as another kind too."""
    taken: list[tuple[int, int]] = []
    for match in _ID.finditer(folded.text):
        area, year, month, day, last = match.groups()
        if area[:2] in _PROVINCES and _is_date(int(year), int(month), int(day)):
            number = area + year + month + day + last
            taken.append(match.span())
            if is_check_digit_right(number):
                message = _("有身份证号（%(number)s）") % {"number": _masked(number)}
                yield Hit("idcard", *folded.span(*match.span()), message)
            else:
                message = _("像是身份证号（%(number)s），校验位不符") % {"number": _masked(number)}
                yield Hit("idcard_like", *folded.span(*match.span()), message)
    for match in _OLD_ID.finditer(folded.text):
        area, year, month, day = match.groups()
        if area[:2] in _PROVINCES and _is_date(1900 + int(year), int(month), int(day)):
            taken.append(match.span())
            message = _("像是15位的旧身份证号（%(number)s）") % {"number": _masked(match.group())}
            yield Hit("idcard_like", *folded.span(*match.span()), message)
    for match in _CARD.finditer(folded.text):
        number = re.sub(r"\D", "", match.group())
        if number.startswith(_ISSUERS) and is_luhn(number) and not _overlaps(match.span(), taken):
            taken.append(match.span())
            message = _("有银行卡号（%(number)s）") % {"number": _masked(number)}
            yield Hit("bankcard", *folded.span(*match.span()), message)
    for match in _MOBILE.finditer(folded.text):
        if not _overlaps(match.span(), taken):
            message = _("有手机号（%(number)s）") % {"number": _masked("".join(match.groups()))}
            # Contact fields are meant to hold numbers, so there it is only a hint.
            level = Level.HINT if role is Role.CONTACT else None
            yield Hit("mobile", *folded.span(*match.span()), message, level=level)


def split_numbers(folded: Folded) -> Iterator[Hit]:
    """Yield the numbers that `personal` misses in a whole piece, because a line break or an odd sign cuts them."""
    for match in _SPLIT_ID.finditer(folded.text):
        pieces = re.split(_CUT, match[1])
        number = re.sub(r"\D", "", match[1][:-1]) + (match[1][-1] if match[1][-1].isdigit() else "x")
        # Two cuts at most, or a form with a cell for each digit.
        is_cut_so = len(pieces) <= 3 or len(pieces) == len(number)
        if is_cut_so and not _ID.fullmatch(match[1]) and is_identity_number(number):
            message = _("有分开写的身份证号（%(number)s）") % {"number": _masked(number)}
            yield Hit("idcard", *folded.span(*match.span(1)), message)
    for pattern in _SPLIT_CARDS:
        for match in pattern.finditer(folded.text):
            pieces = [re.sub(r"\D", "", piece) for piece in re.split(_CUT, match[1])]
            number = "".join(pieces)
            most = 2 if "\n" in match[1] else 4
            if 2 <= len(pieces) <= most and number.startswith(_ISSUERS) and is_luhn(number):
                is_account = _ACCOUNT.search(folded.text[: match.start(1)][-20:])
                if is_account or not all(map(_TELEPHONE.fullmatch, pieces)):
                    message = _("有分开写的银行卡号（%(number)s）") % {"number": _masked(number)}
                    level = None if is_account or "\n" not in match[1] else Level.CONFIRM
                    yield Hit("bankcard", *folded.span(*match.span(1)), message, level=level)
    for match in _SPLIT_MOBILE.finditer(folded.text):
        if match[1].count(BREAK) == 1:
            message = _("有手机号（%(number)s）") % {"number": _masked(re.sub(r"\D", "", match[1]))}
            yield Hit("mobile", *folded.span(*match.span(1)), message)


def _overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
