"""Mails about contributions, sent in the background to heads of departments, editors and senders with an address."""

from enum import Enum

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django_tasks import task

from unionsite.accounts.people.queries import union_settings
from unionsite.core import mails
from unionsite.publishing.contributions import queries
from unionsite.publishing.contributions.choices import Stored
from unionsite.publishing.contributions.pieces import Contribution


class Notice(Enum):
    """The events that people are told of; the value is the name of the template."""

    TO_SIGN_OFF = "to_sign_off"
    RETURNED = "returned"
    HANDED_ON = "handed_on"
    ARRIVED = "arrived"
    DECLINED = "declined"
    PUBLISHED = "published"


# The state that the piece must still have when the mail is written; otherwise the mail would be untrue.
_STATES = {
    Notice.TO_SIGN_OFF: Stored.WAITING,
    Notice.RETURNED: Stored.RETURNED,
    Notice.ARRIVED: Stored.EDITORS,
    Notice.DECLINED: Stored.DECLINED,
}


def tell(contribution: Contribution, notice: Notice) -> None:
    """After the commit, start the task that mails; inside `core.mails.silence()` do nothing."""
    if mails.is_silent():
        return
    transaction.on_commit(lambda: send_contribution_mail.enqueue(contribution.pk, notice.value))


@task()
def send_contribution_mail(contribution_id: int, notice: str) -> None:
    """Send one mail to each person concerned who has an address; none if the piece has another state by now."""
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
    site = union_settings()
    context = {
        "piece": contribution,
        "union": site.name,
        "phone": site.phone,
        "link": settings.BASE_URL + path,
        "page_link": contribution.page.full_url if kind is Notice.PUBLISHED and contribution.page else "",
    }
    mails.tell(f"contributions/mail/{notice}.txt", people, context)
