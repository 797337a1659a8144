"""Who may come in by the company's identity, and which way in is offered first. Pure: facts are passed in."""

from __future__ import annotations

from collections.abc import Iterable

from unionsite.accounts.people.names import normalised_number
from unionsite.accounts.sso.choices import Problem

LONGEST_NUMBER = 30  # characters, as in the column


def number_in(claim: object) -> str:
    """Return the 工号 in a provider's answer as the roll has it; "" for anything but one short text or whole number."""
    if isinstance(claim, bool) or not isinstance(claim, str | int):
        return ""
    number = normalised_number(str(claim))
    return number if len(number) <= LONGEST_NUMBER and number.isprintable() else ""


def why_not(*, is_on_roll: bool, is_active: bool, is_guarded: bool) -> Problem | None:
    """Return why this person does not come in, or None.

    Staff are told so whatever else holds: for them there is the second factor. Whether an account is activated does not
    matter: activation gives a password to somebody whom a code vouches for, here the company vouches.
    """
    if is_guarded:
        return Problem.STAFF
    if not is_on_roll:
        return Problem.UNKNOWN
    return None if is_active else Problem.CLOSED


def is_wecom(agent: str) -> bool:
    """Whether this is the browser within 企业微信."""
    return "wxwork" in agent.lower()


def in_order(providers: Iterable[str], agent: str) -> list[str]:
    """Return the providers as set up; within 企业微信 its own comes first."""
    return sorted(providers, key=lambda name: not (name == "wecom" and is_wecom(agent)))
