"""What the account page shows of a person's own posts."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.discussions.models import DiscussionPage, Post
from unionsite.accounts.models import User
from unionsite.accounts.own_account.personal_data import Item, register_account_section


def own_posts(user: User) -> Iterator[Item]:
    """Yield the user's posts with state and reason, newest first, in two queries."""
    posts = list(Post.objects.filter(person=user).order_by("-sent_at", "pk"))
    found = DiscussionPage.objects.originals(settings.LANGUAGE_CODE).filter(
        translation_key__in={post.activity for post in posts}, live=True
    )
    pages = {page.translation_key: page for page in found} if posts else {}
    for post in posts:
        page = pages.get(post.activity)
        values = {"kind": post.get_kind_display(), "title": page.title if page else _("话题已下线")}
        state = {"state": post.get_state_display(), "reason": post.why}
        yield Item(
            _("%(kind)s：%(title)s") % values,
            f"{page.url}#mine" if page else "",
            (_("%(state)s（%(reason)s）") if post.why else "%(state)s") % state,
            post.sent_at,
            _("%(name)s：%(text)s") % {"name": post.nickname, "text": post.text},
        )


def register() -> None:
    register_account_section(40, gettext_lazy("我的发言"), own_posts)
