"""Seals of frozen cards: without the site's key nobody can change a card, an amendment or the set of cards by SQL and
leave it looking whole. Uses no database: rows are any objects with the fields of the models, the key is an argument."""

import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from unionsite.publishing.review.fingerprints import content_hash


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a card's content in canonical JSON, 64 hexadecimal digits; anybody can compute it."""
    return content_hash(content)


def card_seal(card: Any, amendments: Iterable[Any], key: str) -> str:
    """Return the seal over a card's digest and department, and over all its amendments, oldest first."""
    changes = [
        [f"{row.points:.1f}", row.veto, row.reason, row.by_id, _moment(row.at)]
        for row in sorted(amendments, key=lambda row: row.pk)
    ]
    return _seal(["score-card/1", card.digest, card.department_id, changes], key)


def period_seal(period: Any, cards: Iterable[Any], key: str) -> str:
    """Return the seal over who froze the period and when, and over which cards it has."""
    held = sorted([card.department_id or 0, card.digest] for card in cards)
    name = [period.length, period.year, period.number]
    return _seal(["score-period/1", name, _moment(period.frozen_at), period.frozen_by_id, held], key)


def fault_of_card(card: Any, amendments: Iterable[Any], key: str) -> str:
    """Return in words what was changed since the card was frozen or amended; empty if nothing was."""
    if digest_of(card.content) != card.digest:
        return _("封存后的内容被改动，与校验值不符")
    if not hmac.compare_digest(card_seal(card, amendments, key), card.seal):
        return _("校验值、所属部门或更正记录被改动")
    return ""


def fault_of_period(period: Any, cards: Iterable[Any], key: str) -> str:
    if hmac.compare_digest(period_seal(period, cards, key), period.seal):
        return ""
    return _("封存的评分表缺少、多出，或封存记录被改动")


def _moment(value: datetime | None) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if value else ""


def _seal(values: list, key: str) -> str:
    message = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.new(key.encode(), b"score-seal\0" + message, "sha256").hexdigest()
