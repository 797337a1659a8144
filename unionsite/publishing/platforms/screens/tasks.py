"""The list of posting tasks."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn

from unionsite.core.screens import NOTHING, ListView, MomentColumn, TagsColumn
from unionsite.publishing.platforms import rights, rules
from unionsite.publishing.platforms.choices import PostState
from unionsite.publishing.platforms.models import PlatformPost
from unionsite.publishing.platforms.screens.filters import PostFilterSet

TITLE = gettext_lazy("平台发布任务")
LOOKS = {PostState.POSTED: "primary", PostState.SKIPPED: "off"}


def kit_url(post: PlatformPost) -> str:
    return f"{reverse('publishing_platforms:kit', args=[post.page_id])}#post-{post.pk}" if post.page_id else ""


class PostListView(ListView):
    right = rights.VIEW_POSTS
    model = PlatformPost
    page_title = TITLE
    header_icon = "tasks"
    index_url_name = "publishing_platforms:posts"
    index_results_url_name = "publishing_platforms:posts_results"
    filterset_class = PostFilterSet
    default_ordering = "-due_at"
    search_fields = ["title", "url"]
    empty_message = gettext_lazy("还没有发布任务。计划中的稿件在官网发布后，这里会自动出现各平台的任务。")

    def tags(self, post: PlatformPost) -> list[tuple[str, str]]:
        state = PostState(post.state)
        tags = [(str(state.label), LOOKS.get(state, ""))]
        if rules.is_post_overdue(state=post.state, due_at=post.due_at, now=self.now):
            tags.append((_("过期未办"), "warning"))
        return tags

    @cached_property
    def columns(self):
        return [
            TitleColumn("title", label=gettext_lazy("题目"), get_url=kit_url),
            Column("platform", classname="plan-short", label=gettext_lazy("平台"), accessor="platform"),
            TagsColumn("state", label=gettext_lazy("状态"), accessor=self.tags),
            MomentColumn("due_at", classname="plan-short", label=gettext_lazy("最迟"), sort_key="due_at"),
            Column("assigned_to", label=gettext_lazy("发布人"), accessor=lambda post: post.assigned_to or _("编辑")),
            MomentColumn("posted_at", classname="plan-short", label=gettext_lazy("发布时间")),
            Column(
                "url",
                classname="plan-address",
                label=gettext_lazy("网址"),
                accessor=lambda post: post.url or post.reason or NOTHING,
            ),
        ]

    def get_base_queryset(self):
        return PlatformPost.objects.select_related("platform", "assigned_to")
