"""The register of platforms (平台台账), the posting tasks, and what is offered of them for the admin's first page."""

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from unionsite.core.columns import NOTHING, Column, FactColumn, MomentColumn, TagsColumn, TitleColumn
from unionsite.core.filters import RadioFilter, RecordFilter
from unionsite.core.screens import FormScreen, ListView
from unionsite.core.waiting import MOST, Work
from unionsite.core.workday_table import current_calendar
from unionsite.publishing.platforms import choices, queries, rules, services
from unionsite.publishing.platforms.choices import PostState, Registration
from unionsite.publishing.platforms.forms import CheckForm, PlatformForm
from unionsite.publishing.platforms.models import Platform, PlatformPost

REGISTER = "publishing_platforms:register"
LOOKS = {Registration.ACTIVE: "primary", Registration.CLOSED: "off"}


class CheckColumn(Column):
    """The way to write down what somebody found who looked at the account."""

    cell_template_name = "platforms/_check_cell.html"

    def get_value(self, instance):
        return reverse("publishing_platforms:check_platform", args=[instance.pk])


class RegisterView(ListView):
    right = choices.VIEW_REGISTER
    model = Platform
    page_title = gettext_lazy("平台台账")
    buttons = [(gettext_lazy("登记平台"), "publishing_platforms:add_platform", "plus", choices.ADD_PLATFORM)]
    header_icon = "clipboard-list"
    above = ()
    count_for = staticmethod(lambda _user: Platform.objects.count())
    index_url_name = REGISTER
    default_ordering = "name"
    search_fields = ["name", "account_id", "filing_number"]
    results_template_name = "platforms/register_results.html"
    empty_message = gettext_lazy("台账里还没有平台。请由系统管理员登记官网和各新媒体账号。")

    @cached_property
    def calendar(self):
        return current_calendar()

    def tags(self, platform: Platform) -> list[tuple[str, str]]:
        tags = [(platform.get_registration_display(), LOOKS.get(platform.registration, ""))]
        if queries.is_dormant(platform, self.now):
            tags = [(_("休眠"), "warning")]
        if queries.is_filing_late(platform, today=timezone.localdate(self.now), calendar=self.calendar):
            tags.append((_("备案逾期"), "warning"))
        return tags

    @staticmethod
    def checked(platform: Platform) -> str:
        if platform.checked_at is None:
            return NOTHING
        words = _("能打开") if platform.was_reachable else _("打不开")
        return f"{timezone.localtime(platform.checked_at):%Y-%m-%d} {words}"

    @cached_property
    def columns(self):
        may_change = self.request.user.has_perm(choices.CHANGE_PLATFORM)
        return [
            TitleColumn(
                "name",
                label=gettext_lazy("名称"),
                get_url=(lambda row: reverse("publishing_platforms:platform", args=[row.pk])) if may_change else None,
                sort_key="name",
            ),
            TagsColumn("state", label=gettext_lazy("状态"), accessor=self.tags),
            MomentColumn("last_post", label=gettext_lazy("最近发布")),
            Column("checked", label=gettext_lazy("核对"), accessor=self.checked),
            *(
                [CheckColumn("check", label=gettext_lazy("操作"))]
                if self.request.user.has_perm(choices.CHECK_PLATFORM)
                else []
            ),
            Column("kind", label=gettext_lazy("平台"), accessor="get_kind_display", sort_key="kind"),
            FactColumn("account_id", gettext_lazy("账号")),
            Column("department", label=gettext_lazy("主办部门"), accessor="department"),
            FactColumn("administrator", gettext_lazy("管理员")),
            Column(
                "filing",
                label=gettext_lazy("备案"),
                accessor=lambda row: (
                    f"{row.filing_number}（{row.filed_on:%Y-%m-%d}）" if row.filed_on else row.filing_number or NOTHING
                ),
            ),
        ]

    def get_base_queryset(self):
        return queries.registered_platforms()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {
            "dormant": queries.registered_platforms().dormant(self.now).count(),
            "dormant_days": settings.PLATFORM_DORMANT_DAYS,
        }


class OnePlatformScreen(FormScreen):
    """A screen of a platform, or of a new one; `name` stays as it is stored while a form writes into the platform."""

    header_icon = "clipboard-list"

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm(self.right):
            self.platform = get_object_or_404(Platform, pk=kwargs["pk"]) if "pk" in kwargs else Platform()
            self.name = self.platform.name
        return super().dispatch(request, *args, **kwargs)


class PlatformView(OnePlatformScreen):
    right = choices.CHANGE_PLATFORM
    form_class = PlatformForm

    def get_page_title(self):
        return self.name or _("登记平台")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.platform}

    def carry_out(self, form):
        is_changed = services.save_platform(platform=form.instance, actor=self.request.user)
        self.done = (_("“%s”已保存。") if is_changed else _("“%s”没有变化。")) % form.instance


class AddPlatformView(PlatformView):
    right = choices.ADD_PLATFORM


class CheckView(OnePlatformScreen):
    """Writes down what somebody found who looked at an account on its platform."""

    right = choices.CHECK_PLATFORM
    form_class = CheckForm
    submit_button_label = gettext_lazy("登记核对")

    def get_page_title(self):
        return _("核对：%(name)s") % {"name": self.platform.name}

    def carry_out(self, form):
        services.check_platform(
            platform=self.platform, actor=self.request.user, now=timezone.now(), **form.cleaned_data
        )
        self.done = _("“%s”的核对已登记。") % self.platform
        return reverse(REGISTER)


# --- Posting tasks ---

LOOKS_OF_POSTS = {PostState.POSTED: "primary", PostState.SKIPPED: "off"}


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
        tags = [(str(state.label), LOOKS_OF_POSTS.get(state, ""))]
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
