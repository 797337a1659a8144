"""Keeps what an employee who has signed in has not finished writing (0057)."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from interact.cases import rules, vault
from interact.channels.records import Channel
from interact.sending.models import Draft
from interact.ways_in import address_of_channel
from unionsite.accounts.models import User
from unionsite.accounts.own_account.personal_data import Item
from unionsite.core.sealing import SealingError

KEEP_DAYS = 30
MOST_CHARACTERS = 50_000


class TooLong(Exception):
    """More was typed than any form takes."""


def may_keep(channel: Channel | str, person: User | None) -> bool:
    """Whether drafts are kept: never where the name of the writer is known to the handlers alone, or to nobody."""
    return person is not None and not rules.is_by_name(channel)


def _context(person_id: int, channel: str) -> str:
    return f"interact.draft:{person_id}:{channel}"


def keep(*, person: User, channel: Channel, words: Mapping[str, str], now: datetime) -> Draft | None:
    """Put the words in place of the person's former draft; without any word there is no draft. Raises TooLong."""
    if not any(text.strip() for text in words.values()):
        erase(person=person, channel=channel)
        return None
    if sum(map(len, words.values())) > MOST_CHARACTERS:
        raise TooLong
    sealed = vault.ring.seal(json.dumps(dict(words), ensure_ascii=False).encode(), _context(person.pk, str(channel)))
    values = {"sealed": sealed, "saved_at": now}
    return Draft.objects.update_or_create(person=person, channel=str(channel), defaults=values)[0]


def erase(*, person: User, channel: Channel) -> None:
    Draft.objects.filter(person=person, channel=str(channel)).delete()


def draft_of(person: User, channel: Channel) -> Draft | None:
    return Draft.objects.filter(person=person, channel=str(channel)).first()


def words_of(draft: Draft) -> dict[str, str]:
    """Return the words by field; none where the key has been changed since, which a draft need not outlive."""
    try:
        words = json.loads(vault.ring.unseal(draft.sealed, _context(draft.person_id, draft.channel)))
    except (SealingError, ValueError):
        return {}
    return {str(name): str(text) for name, text in words.items()}


def forget_old(*, now: datetime) -> int:
    """Erase drafts that nobody has touched for `KEEP_DAYS`; return how many."""
    return Draft.objects.filter(saved_at__lt=now - timedelta(days=KEEP_DAYS)).delete()[0]


def own_drafts(user: User) -> Iterator[Item]:
    """Yield the user's drafts for the account page, in one query."""
    for draft in Draft.objects.filter(person=user).order_by("-saved_at", "pk"):
        words = words_of(draft)
        values = {"channel": draft.get_channel_display(), "subject": words.get("subject") or _("（还没有标题）")}
        url = address_of_channel(Channel(draft.channel))
        yield Item(
            _("%(channel)s：%(subject)s") % values,
            url,
            _("没有提交，只有您自己看得到"),
            draft.saved_at,
            "\n".join(text for text in words.values() if text),
            is_draft=bool(url),
        )
