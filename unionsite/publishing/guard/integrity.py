"""The daily check that everything public is exactly what was released (security.md 3.2, T54, T61)."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import Error, close_old_connections, models
from django.utils.translation import gettext as _
from wagtail.models import Page

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.accounts.public_words import queries as public_words
from unionsite.audit import services as audit
from unionsite.audit.choices import Action, Outcome
from unionsite.core import generation, mails
from unionsite.publishing.guard import appearances, public
from unionsite.publishing.ledger import verification
from unionsite.publishing.review.services.scheduling import draftable_models

logger = logging.getLogger(__name__)
# Seconds before each look at what the database has given no answer about.
PAUSES = (0, 3, 10)
# How many the audit log names; the template of the mail has its own limit.
MOST_NAMED = 20


@dataclass(frozen=True)
class Fault:
    """A public object that differs from its release or has none; `instance` is None if the fault is in the ledger.

    With `is_unchecked` nothing is known of the object: the database failed each time that it was looked at.
    """

    instance: models.Model | None
    reason: str
    is_unchecked: bool = False


def faults() -> Iterator[Fault]:
    """Yield every fault of the ledger, then every live object that differs from its release or has none, and last those
    that could not be checked.

    Only the keys are read beforehand: looks are stored on the way, which an open statement would hinder on SQLite.
    """
    for reason in verification.faults():
        yield Fault(None, reason)
    yield from (Fault(None, reason) for reason in public_words.faults())
    # The memory of this process may be older than what readers get.
    generation.forget()
    failed: dict[tuple[type[models.Model], object], Error | None] = {
        (model, key): None
        for model in draftable_models()
        for key in model._base_manager.filter(live=True).order_by("pk").values_list("pk", flat=True)
    }
    for pause in PAUSES:
        if failed and pause:
            time.sleep(pause)
            # A connection that was lost is made anew.
            close_old_connections()
        waiting, failed = failed, {}
        for model, key in waiting:
            try:
                fault = _fault_at(model, key)
            except Error as error:
                failed[model, key] = error
            else:
                if fault:
                    yield fault
    for (model, key), error in failed.items():
        words = {"kind": model._meta.verbose_name, "key": key, "error": error}
        yield Fault(None, _("%(kind)s（编号%(key)s）没有核对成：%(error)s") % words, is_unchecked=True)


def _fault_at(model: type[models.Model], key: object) -> Fault | None:
    instance = model._base_manager.filter(pk=key, live=True).first()
    if instance is None or public.is_root(instance):
        return None
    instance = getattr(instance, "specific", instance)
    reason = fault_of(instance) or (appearance_fault_of(instance) if isinstance(instance, Page) else "")
    return Fault(instance, reason) if reason else None


def fault_of(instance: models.Model) -> str:
    """Return in words how the live object differs from its release; empty if it does not. Raises Error (the
    database's)."""
    find = public.fault_of_alias if getattr(instance, "alias_of_id", None) else public.fault_of
    return _found(find, instance, _("“%(title)s”的放行记录无法核对：%(error)s"))


def appearance_fault_of(page: Page) -> str:
    """Return in words what readers see differently from when the page was released; empty if nothing. Raises Error."""
    return _found(appearances.fault_of, page, _("“%(title)s”无法显示，不能核对：%(error)s"))


def _found(find: Callable[[Any], str], instance: models.Model, otherwise: str) -> str:
    try:
        return find(instance)
    except Error:
        raise
    except Exception as error:  # What cannot even be read or shown is a fault like any other.
        logger.exception("%s cannot be checked", instance)
        return otherwise % {"title": instance, "error": error}


def check_public_content() -> list[Fault]:
    """Log each fault, mail administrators and security officers, and return the faults; runs every day. However many
    there are, a run is one row of the audit log."""
    found = list(faults())
    if not found:
        return found
    differing: list[Fault] = []
    unchecked: list[Fault] = []
    for fault in found:
        (unchecked if fault.is_unchecked else differing).append(fault)
        logger.error("%s: %s", "Not checked" if fault.is_unchecked else "Public content was not released", fault.reason)
    named = [f"{fault.instance._meta.verbose_name}{fault.instance.pk}" for fault in differing if fault.instance]
    audit.record(
        Action.RELEASE_BROKEN if differing else Action.RELEASE_UNCHECKED,
        outcome=Outcome.REFUSED,
        reason="\n".join(fault.reason for fault in found[:MOST_NAMED]),
        detail={"faults": len(differing), "unchecked": len(unchecked), "objects": named[:MOST_NAMED]},
    )
    people = User.objects.in_roles(Role.ADMINISTRATOR, Role.SECURITY)
    context = {"differing": differing, "unchecked": unchecked}
    mails.tell("publishing/mail/public_content.txt", people, context)
    return found
