"""Posting tasks: their list, what is offered of them for the admin's first page, and the menu of plan and platforms."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from unionsite.core.columns import NOTHING, Column, MomentColumn, TagsColumn, TitleColumn
from unionsite.core.filters import RadioFilter, RecordFilter
from unionsite.core.screens import ListView
from unionsite.core.waiting import MOST, Work
from unionsite.publishing.platforms import choices, rules
from unionsite.publishing.platforms.choices import PostState
from unionsite.publishing.platforms.models import Platform, PlatformPost

LOOKS = {PostState.POSTED: "primary", PostState.SKIPPED: "off"}


class PostFilterSet(WagtailFilterSet):
    platform = RecordFilter(gettext_lazy("平台"), Platform.objects.all())
    state = RadioFilter(gettext_lazy("状态"), PostState.choices)
    late = RadioFilter(gettext_lazy("期限"), [("yes", gettext_lazy("只看过期未办的"))], method="filter_late")

    def filter_late(self, queryset, name, value):
        return queryset.overdue(timezone.now())


def kit_url(post: PlatformPost) -> str:
    return f"{reverse('publishing_platforms:kit', args=[post.page_id])}#post-{post.pk}" if post.page_id else ""


class PostListView(ListView):
    right = choices.VIEW_POSTS
    model = PlatformPost
    page_title = gettext_lazy("平台发布任务")
    header_icon = "tasks"
    above = ()
    count_for = staticmethod(lambda _user: Platform.objects.count())
    index_url_name = "publishing_platforms:posts"
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


def offer_work(user, now):
    """Offer this person's posting tasks; accounts where nothing was said for long become findings."""
    if user.has_perm(choices.POST):
        waiting = PlatformPost.objects.waiting().for_person(user).exclude(page=None)
        for post in waiting.select_related("platform").order_by("due_at", "pk")[:MOST]:
            words = _("在%(platform)s发布《%(title)s》") % {"platform": post.platform, "title": post.title}
            yield Work(words, _("去发布"), kit_url(post), by=post.due_at)
