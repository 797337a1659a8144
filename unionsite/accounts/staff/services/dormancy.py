"""Accounts that nobody uses are a door left open (S-6.6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from unionsite.accounts.changes.kinds import left_alone
from unionsite.accounts.people import mails
from unionsite.accounts.people.models import User
from unionsite.accounts.people.queries import security_settings
from unionsite.accounts.sign_in.services.sessions import end_sessions
from unionsite.audit import services as audit
from unionsite.audit.choices import Action


def disable_unused_accounts(*, before: datetime) -> list[User]:
    """Switch off staff last seen before that moment; the last superuser stays, else nobody could let people in again.

    An account never used counts from the day it was made.
    """
    unused = User.objects.staff().filter(is_active=True).annotate(seen=Coalesce("last_login", "date_joined"))
    disabled = []
    for user in unused.filter(seen__lt=before):
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=user.pk)
            if any(left_alone(user)):
                # Somebody's matter would lie with nobody: that takes two people (`services.account_changes`).
                continue
            others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
            if user.is_superuser and not others.exists():
                continue
            user.is_active = False
            user.save(update_fields=["is_active"])
            end_sessions(user=user, actor=None, reason="unused")
            audit.record(Action.ACCOUNT_DISABLED, subject=user, reason="unused")
        mails.tell(user, mails.Notice.DISABLED)
        disabled.append(user)
    return disabled


def disable_unused() -> None:
    """The daily job, with the number of days that the union set."""
    disable_unused_accounts(before=timezone.now() - timedelta(days=security_settings().unused_days))
