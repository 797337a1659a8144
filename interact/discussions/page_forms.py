"""The form with which editors plan a discussion; Wagtail's edit screen uses it."""

from __future__ import annotations

from interact.activities.page_forms import ActivityPageForm
from unionsite.accounts.models import User


class DiscussionPageForm(ActivityPageForm):
    """Offers staff alone as the account that answers: answers are written on the desk."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("host")) is not None:
            field.queryset = User.objects.staff().filter(is_active=True).order_by("name")
