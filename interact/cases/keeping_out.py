"""Who is kept out of a case: mostly the people it is about, so nothing may name them in clear (T63, T69).

Who they are is sealed with the case. Queries cannot open that; for them each person or department kept out has a mark
beside the case. A mark is a hash of its own salt and a secret of that person, which is a keyed hash under CASE_KEYS.
Without the keys nobody can say for whom a mark stands, nor that two marks stand for the same person.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import CharField, F, Func, Q, Value
from django.db.models.functions import Concat

from interact.cases import vault

PERSON, DEPARTMENT = "person", "department"
PART = "kept-out"
_CONTEXT = "interact.kept-out"


@dataclass(frozen=True)
class KeptOut:
    """The primary keys of those kept out, as they are sealed with the case."""

    people: tuple[int, ...] = ()
    departments: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.people or self.departments)

    def as_json(self) -> dict[str, list[int]]:
        return {"people": list(self.people), "departments": list(self.departments)}

    @classmethod
    def from_json(cls, found: dict[str, list[int]]) -> KeptOut:
        return cls(tuple(found["people"]), tuple(found["departments"]))

    def marks(self) -> list[tuple[str, str]]:
        """Return (salt, mark) for each, with new salts at each call, in random order."""
        named = [(PERSON, pk) for pk in self.people] + [(DEPARTMENT, pk) for pk in self.departments]
        secrets.SystemRandom().shuffle(named)
        return [(salt := secrets.token_hex(16), _mark(_secrets(*one)[0], salt)) for one in named]


class Marks:
    """The marks of one case. They tell whether somebody is kept out, without opening the case."""

    def __init__(self, marks: Iterable[tuple[str, str]]):
        self._marks = tuple(marks)

    def have(self, kind: str, pk: int | None) -> bool:
        if pk is None or not self._marks:
            return False
        found = _secrets(kind, pk)
        return any(mark == _mark(secret, salt) for salt, mark in self._marks for secret in found)

    def have_user(self, user) -> bool:
        return self.have(PERSON, user.pk) or self.have(DEPARTMENT, user.department_id)


class _Sha256(Func):
    """SHA-256 in hexadecimal digits; Django's own function needs an extension of PostgreSQL."""

    function = "SHA256"
    output_field = CharField()

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(
            compiler, connection, template="ENCODE(SHA256(CONVERT_TO(%(expressions)s, 'UTF8')), 'hex')", **extra
        )


def marks_of(user) -> Q:
    """Return a condition on rows with `salt` and `mark`: the mark stands for this user or their department."""
    found = list(_secrets(PERSON, user.pk))
    if user.department_id:
        found += _secrets(DEPARTMENT, user.department_id)
    return reduce(or_, (Q(mark=_Sha256(Concat(Value(secret), F("salt")))) for secret in found))


def _secrets(kind: str, pk: int) -> list[str]:
    """Return the secret of a person or department under each of CASE_KEYS, the newest key first."""
    return vault.ring.digests(f"{kind}:{pk}", _CONTEXT)


def _mark(secret: str, salt: str) -> str:
    return hashlib.sha256(f"{secret}{salt}".encode()).hexdigest()
