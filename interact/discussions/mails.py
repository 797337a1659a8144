"""What is written to moderators."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from interact.discussions.queries import moderators
from unionsite.core.mails import send


def tell_of_waiting(number: int) -> None:
    """Tell the moderators that posts wait, without a word of them."""
    address = settings.WAGTAILADMIN_BASE_URL + reverse("posts_admin:index")
    addresses = moderators().values_list("email", flat=True)
    send("interact/discussions/mail/waiting.txt", addresses, {"number": number, "address": address})
