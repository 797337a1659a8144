"""What the account page shows of a person's own sign-ups."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.signups.queries import answers_in_words, companions_in_words, signups_of
from unionsite.accounts.models import User
from unionsite.accounts.own_account.personal_data import Item, register_account_section


def own_signups(user: User) -> Iterator[Item]:
    """Yield the user's sign-ups with their state, newest first, in three queries."""
    for page, signup in signups_of(user):
        told = [f"{label}：{answer}" for label, answer in answers_in_words(page, signup) if answer]
        if signup.companions:
            told.insert(0, _("随行人员：%(names)s") % {"names": companions_in_words(signup)})
        yield Item(page.title, page.url, signup.get_state_display(), signup.signed_at, "；".join(told))


def register() -> None:
    register_account_section(20, gettext_lazy("我的报名"), own_signups)
