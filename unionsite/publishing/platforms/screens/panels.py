"""What the admin's home page says of posting: my tasks, and accounts that sleep."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from wagtail.admin.ui.components import Component

from unionsite.publishing.platforms import rights, rules
from unionsite.publishing.platforms.models import Platform, PlatformPost
from unionsite.publishing.platforms.screens.tasks import kit_url

MOST = 5


class PostingPanel(Component):
    name = "posting"
    order = 250
    template_name = "publishing/platforms/panel.html"

    def get_context_data(self, parent_context):
        user, now = parent_context["request"].user, timezone.now()
        posts: list[PlatformPost] = []
        if user.has_perm(rights.POST):
            waiting = PlatformPost.objects.waiting().for_person(user).exclude(page=None)
            # One more than is shown tells whether there are more.
            posts = list(waiting.select_related("platform").order_by("due_at", "pk")[: MOST + 1])
        sleeping = (
            list(Platform.objects.dormant(now).order_by("name")[: MOST + 1])
            if user.has_perm(rights.VIEW_REGISTER)
            else []
        )
        return {
            "rows": [
                {
                    "post": post,
                    "url": kit_url(post),
                    "is_overdue": rules.is_post_overdue(state=post.state, due_at=post.due_at, now=now),
                }
                for post in posts[:MOST]
            ],
            "has_more": len(posts) > MOST,
            "sleeping": sleeping[:MOST],
            "more_sleep": len(sleeping) > MOST,
            "dormant_days": settings.PLATFORM_DORMANT_DAYS,
        }


def add_posting_panel(request, panels):
    if request.user.has_perm(rights.POST) or request.user.has_perm(rights.VIEW_REGISTER):
        panels.append(PostingPanel())
