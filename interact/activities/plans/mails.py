"""What is written to people about activities, and to whom."""

from datetime import date

from django.conf import settings
from django.urls import reverse

from interact.activities.plans.models.pages import ActivityPage
from interact.activities.plans.models.records import ActivityRecord, ActivitySubscriber
from interact.activities.plans.queries import eligible_people
from unionsite.core.mails import send, staff_address

_TEMPLATES = "activities/mail/"


def tell_of_opening(page: ActivityPage) -> None:
    """Tell those who asked for it, as far as they may take part, that an activity is open."""
    subscribers = ActivitySubscriber.objects.values("person")
    addresses = eligible_people(page).filter(pk__in=subscribers).values_list("email", flat=True)
    account = settings.BASE_URL + reverse("account:home")
    context = {"page": page, "address": settings.BASE_URL + page.url, "account": account}
    send(f"{_TEMPLATES}opening.txt", addresses, context)


def ask_for_summary(page: ActivityPage, record: ActivityRecord, today: date) -> None:
    """Ask the one in charge for the summary."""
    if page.in_charge is None:
        return
    address = staff_address("wagtailadmin_pages:edit", page.pk)
    context = {"page": page, "record": record, "is_overdue": today > record.summary_due_on, "address": address}
    send(f"{_TEMPLATES}summary.txt", [page.in_charge.email], context)
