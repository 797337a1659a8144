"""Mail about contributions, in the background: to heads of departments, editors and senders who have an address."""

from __future__ import annotations

from enum import Enum

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from unionsite.accounts.union import union_settings
from unionsite.publishing import notices
from unionsite.publishing.contributions import queries
from unionsite.publishing.contributions.choices import Stored
from unionsite.publishing.models import Contribution


class Notice(Enum):
    """What happened; the value names the template."""

    TO_SIGN_OFF = "to_sign_off"
    RETURNED = "returned"
    HANDED_ON = "handed_on"
    ARRIVED = "arrived"
    DECLINED = "declined"
    PUBLISHED = "published"


# What must still be so when the mail is written.
_STATES = {
    Notice.TO_SIGN_OFF: Stored.WAITING,
    Notice.RETURNED: Stored.RETURNED,
    Notice.ARRIVED: Stored.EDITORS,
    Notice.DECLINED: Stored.DECLINED,
}


def tell(contribution: Contribution, notice: Notice) -> None:
    """Send after the commit; not inside `notices.silence()`."""
    if notices.is_silent():
        return
    transaction.on_commit(lambda: send_contribution_mail.enqueue(contribution.pk, notice.value))


@task()
def send_contribution_mail(contribution_id: int, notice: str) -> None:
    """One mail for each person; nothing for who has no address, and nothing that is no longer true."""
    kind = Notice(notice)
    contribution = queries.for_mail(contribution_id)
    if contribution is None or contribution.state != _STATES.get(kind, contribution.state):
        return
    if kind is Notice.TO_SIGN_OFF:
        people = queries.heads_for(contribution)
        path = reverse("contributions:sign_off", args=[contribution.key])
    elif kind is Notice.ARRIVED:
        people = queries.editors_for(contribution)
        path = reverse("publishing_contributions:contribution", args=[contribution.pk])
    else:
        people = [contribution.sender] if contribution.sender and contribution.sender.is_active else []
        path = reverse("contributions:piece", args=[contribution.key])
    addresses = sorted({person.email for person in people if person.email})
    if not addresses:
        return
    site = union_settings()
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "piece": contribution,
            "union": site.name,
            "phone": site.phone,
            "link": settings.BASE_URL + path,
            "page_link": contribution.page.full_url if kind is Notice.PUBLISHED and contribution.page else "",
        }
        text = render_to_string(f"publishing/contributions/mail/{notice}.txt", context).strip()
    subject, _line, body = text.partition("\n")
    subject = " ".join(subject.split())
    messages = [EmailMessage(subject, body.strip() + "\n", None, [address]) for address in addresses]
    get_connection().send_messages(messages)


def pass_on_without_head() -> None:
    """Hourly: what waits for a head whom the department no longer has goes to the editors."""
    # The service tells people by what stands here.
    from unionsite.publishing.services import contributions

    contributions.pass_on_without_head(now=timezone.now())


def forget_contributions() -> None:
    """Daily: drafts that nobody went on with, and pictures of pieces that came to nothing (PIPL 47)."""
    # As above.
    from unionsite.publishing.services import contributions

    contributions.forget(now=timezone.now())
