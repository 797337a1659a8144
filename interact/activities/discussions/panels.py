"""The panel of a discussion's edit screen with its figures, the way to the desk and the files for the archive."""

from typing import Any

from wagtail.admin.panels import Panel

from interact.activities.discussions.choices import MODERATE
from interact.activities.plans.page_forms import ActivityPageForm
from unionsite.accounts.models import User
from unionsite.core.named import named
from unionsite.core.panels import BoundToPublished

figures_of = named("interact.activities.discussions.queries.figures_of")


class FiguresPanel(Panel):
    """Posts, authors, open questions; empty until the discussion is published."""

    class BoundPanel(BoundToPublished):
        template_name = "activities/admin/discussion_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            may_moderate = self.request.user.has_perm(MODERATE)
            return context | {
                "page": self.instance,
                "figures": figures_of(self.instance),
                "may_moderate": may_moderate,
            }


class DiscussionPageForm(ActivityPageForm):
    """Offers staff alone as the account that answers: answers are written on the desk."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("host")) is not None:
            field.queryset = User.objects.staff().filter(is_active=True).order_by("name")
