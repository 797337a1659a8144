"""The daily check that everything public is exactly what was released (security.md 3.2, T54, T61)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.db import models
from django.utils.translation import gettext as _
from wagtail.models import Page

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action, Outcome
from unionsite.core import generation
from unionsite.publishing.guard import appearances, public
from unionsite.publishing.ledger import verification
from unionsite.publishing.review.services.releases import audit_subject
from unionsite.publishing.review.services.scheduling import draftable_models

logger = logging.getLogger(__name__)
CHUNK = 200


@dataclass(frozen=True)
class Fault:
    """A public object that differs from its release or has none; `instance` is None if the fault is in the ledger."""

    instance: models.Model | None
    reason: str


def faults() -> Iterator[Fault]:
    """Yield every fault of the ledger, then every live object that differs from its release or has none.

    Reads one object at a time, so memory stays flat.
    """
    for reason in verification.faults():
        yield Fault(None, reason)
    # The memory of this process may be older than what readers get.
    generation.forget()
    for model in draftable_models():
        objects = model._base_manager.filter(live=True).order_by("pk")
        for number in objects.values_list("pk", flat=True).iterator(CHUNK):
            instance = model._base_manager.filter(pk=number, live=True).first()
            if instance is None or public.is_root(instance):
                continue
            instance = getattr(instance, "specific", instance)
            if reason := fault_of(instance) or fault_of_appearance(instance):
                yield Fault(instance, reason)


def fault_of(instance: models.Model) -> str:
    """Return in words how the live object differs from its release; empty if it does not."""
    try:
        return public.fault_of_alias(instance) if getattr(instance, "alias_of_id", None) else public.fault_of(instance)
    except Exception as error:  # A version that cannot even be read is a fault like any other.
        logger.exception("Release of %s cannot be checked", instance)
        return _("“%(title)s”的放行记录无法核对：%(error)s") % {"title": instance, "error": error}


def fault_of_appearance(instance: models.Model) -> str:
    """Return in words what readers see differently from when the page was released; empty if nothing."""
    if not isinstance(instance, Page):
        return ""
    try:
        return appearances.fault_of(instance)
    except Exception as error:  # As above: a page that cannot be shown is at fault.
        logger.exception("%s cannot be shown", instance)
        return _("“%(title)s”无法显示，不能核对：%(error)s") % {"title": instance, "error": error}


def check_public_content() -> list[Fault]:
    """Log and audit each fault, mail administrators and security officers, and return the faults; runs every day."""
    found = list(faults())
    for fault in found:
        logger.error("Public content was not released: %s", fault.reason)
        subject = audit_subject(fault.instance) if fault.instance is not None else None
        audit.record(Action.RELEASE_BROKEN, subject=subject, outcome=Outcome.REFUSED, reason=fault.reason)
    if found:
        people = User.objects.filter(
            groups__name__in=[Role.ADMINISTRATOR.value, Role.SECURITY.value], is_active=True
        ).exclude(email="")
        lines = "\n".join(fault.reason for fault in found)
        text = _("每日核对发现，下列公开内容与放行记录不符，请立即查明：\n\n%(lines)s\n") % {"lines": lines}
        for address in sorted(set(people.values_list("email", flat=True))):
            send_mail(
                _("%(site)s：公开内容与放行记录不符") % {"site": settings.WAGTAIL_SITE_NAME}, text, None, [address]
            )
    return found
