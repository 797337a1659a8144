"""Screens of the staff: the desk with posts to decide and questions to answer, one post, bulk approval, the archive."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet

from interact.activities.discussions import queries, rules, services
from interact.activities.discussions.choices import MODERATE, PostState, Verdict
from interact.activities.discussions.forms import AnswerForm, DecisionForm
from interact.activities.discussions.models import DiscussionPage, Post
from unionsite.core.columns import FileColumn
from unionsite.core.filters import RadioFilter, SelectFilter
from unionsite.core.refusals import Refused
from unionsite.core.screens import FormScreen, ListView, RightRequiredMixin
from unionsite.core.spreadsheets import table_response
from unionsite.core.waiting import Work

TITLE = gettext_lazy("发言审核")
VIEW = "activities.view_activityrecord"
TO_DECIDE = "to_decide"
UNANSWERED = "unanswered"
SHOWN = [
    (TO_DECIDE, gettext_lazy("待处理")),
    (UNANSWERED, gettext_lazy("待答复的提问")),
    *((value, label) for value, label in PostState.choices if value != PostState.WAITING),
]


class PostFilterSet(WagtailFilterSet):
    show = RadioFilter(gettext_lazy("列出"), SHOWN, method="filter_show", empty_label=None)
    discussion = SelectFilter(
        gettext_lazy("话题"),
        lambda: [(str(page.translation_key), page.title) for page in queries.discussions()],
        field_name="activity",
    )

    def filter_show(self, posts, _name, value):
        if value == TO_DECIDE:
            return posts.to_decide()
        return posts.unanswered() if value == UNANSWERED else posts.filter(state=value)


class DeskMixin(RightRequiredMixin):
    """A view of the desk: for moderators, and for hosts with their own questions. No browser stores it."""

    def may_enter(self, user) -> bool:
        return queries.may_enter_desk(user)

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response


class PostsView(DeskMixin, ListView):
    """Posts of all discussions, those that waited longest first; without a filter, what there is to do."""

    model = Post
    page_title = TITLE
    header_icon = "comment-add-reversed"
    index_url_name = "posts_admin:index"
    menu_right = MODERATE
    default_ordering = ("sent_at", "pk")
    filterset_class = PostFilterSet
    template_name = "activities/discussions/admin/desk.html"
    results_template_name = "activities/discussions/admin/desk_results.html"
    empty_message = gettext_lazy("没有等您处理的发言。")
    columns = ()

    def get_base_queryset(self):
        posts = queries.visible_posts(self.request.user).select_related("person", "person__department")
        if not self.request.GET.get("show"):
            posts = posts.to_decide() if self.may_moderate else posts.unanswered()
        return posts.prefetch_related("reports")

    @cached_property
    def may_moderate(self) -> bool:
        return self.request.user.has_perm(MODERATE)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = queries.desk_rows(list(context["object_list"]), self.request.user)
        return context | {
            "rows": rows,
            "may_moderate": self.may_moderate,
            "has_waiting": any(row.post.state == PostState.WAITING and not row.is_own for row in rows),
        }


class PostScreen(DeskMixin, FormScreen):
    """A form about one post, shown above it with what the checks found. Posts of others' desks answer 404."""

    header_icon = "comment-add-reversed"
    template_name = "activities/discussions/admin/post.html"
    above = [(reverse_lazy("posts_admin:index"), TITLE)]

    @cached_property
    def post_shown(self) -> Post:
        found = queries.visible_posts(self.request.user).select_related("person", "person__department")
        return get_object_or_404(found.prefetch_related("reports"), id=self.kwargs["post_id"])

    def get_context_data(self, **kwargs):
        (row,) = queries.desk_rows([self.post_shown], self.request.user)
        may_moderate = self.request.user.has_perm(MODERATE)
        return super().get_context_data(row=row, may_moderate=may_moderate, **kwargs)


class DecisionView(PostScreen):
    """Publishes, refuses, keeps or takes down one post."""

    right = MODERATE
    form_class = DecisionForm
    page_title = gettext_lazy("处理发言")
    submit_button_label = gettext_lazy("确定")

    def may_enter(self, user) -> bool:
        return user.has_perm(MODERATE)

    def get_form_kwargs(self):
        post = self.post_shown
        possible = rules.verdicts(post.state, post.hidden_at is not None)
        return {**super().get_form_kwargs(), "possible": possible}

    def get_initial(self):
        return {"verdict": self.request.GET.get("verdict", "")}

    def carry_out(self, form):
        data = form.cleaned_data
        verdict = Verdict(data["verdict"])
        services.decide(
            post=self.post_shown,
            actor=self.request.user,
            verdict=verdict,
            reason=data["reason"],
            words=data["words"],
        )
        self.done = _("已处理：%(verdict)s。") % {"verdict": verdict.label}


class AnswerView(PostScreen):
    """Writes the host's answer to a question, which somebody of another office then releases."""

    form_class = AnswerForm
    page_title = gettext_lazy("答复提问")
    submit_button_label = gettext_lazy("提交复核")
    done = gettext_lazy("已提交，并已发邮件提醒；由另一位担任其他职务的人在“待复核事项”里同意后公开。")

    def get_initial(self):
        return {"text": self.post_shown.answer}

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["text"].required = not self.post_shown.answer
        return form

    def carry_out(self, form):
        services.propose_answer(post=self.post_shown, actor=self.request.user, text=form.cleaned_data["text"])


@require_POST
def publish_many(request: HttpRequest) -> HttpResponse:
    """Publish the ticked posts, or the one whose button was pressed (`only`), each by itself; say why not others."""
    done, refused = 0, {}
    only = request.POST.get("only")
    for value in [only] if only else request.POST.getlist("post")[: PostsView.paginate_by]:
        try:
            post = Post.objects.get(pk=UUID(value))
            services.decide(post=post, actor=request.user, verdict=Verdict.PUBLISH)
            done += 1
        except (ValueError, Post.DoesNotExist):
            refused[_("有的发言已经撤回。")] = None
        except Refused as refusal:
            refused[str(refusal)] = None
    if done:
        messages.success(request, _("已公开%(number)d条。") % {"number": done})
    for words in refused:
        messages.error(request, words)
    if not done and not refused:
        messages.warning(request, _("请先勾选要公开的发言。"))
    return redirect("posts_admin:index")


# --- The archive ---

COLUMNS = [
    FileColumn(gettext_lazy("发送时间"), "sent_at"),
    FileColumn(gettext_lazy("昵称"), "nickname"),
    FileColumn(gettext_lazy("类型"), "get_kind_display"),
    FileColumn(gettext_lazy("内容"), "text"),
    FileColumn(gettext_lazy("状态"), "get_state_display"),
    FileColumn(gettext_lazy("原因"), "why"),
    FileColumn(gettext_lazy("答复"), "answer"),
    FileColumn(gettext_lazy("答复时间"), "answered_at"),
]
NAMES = [
    FileColumn(gettext_lazy("姓名"), "person"),
    FileColumn(gettext_lazy("工号"), "person.employee_number"),
    FileColumn(gettext_lazy("部门"), "person.department"),
]


def export_posts(request: HttpRequest, page_id: int, with_names: bool = False) -> HttpResponse:
    """All posts of a discussion as a workbook; with real names for moderators alone. The guard asks for a code."""
    discussion = get_object_or_404(queries.discussions(), id=page_id)
    if not request.user.has_perm(MODERATE if with_names else VIEW):
        raise Http404
    columns = COLUMNS + (NAMES if with_names else [])
    rows = [[column.cell(post) for column in columns] for post in queries.for_archive(discussion)]
    services.note_export(discussion=discussion, actor=request.user, rows=len(rows), with_names=with_names)
    headings = [column.label for column in columns]
    name = f"posts-{page_id}-{timezone.localdate():%Y%m%d}"
    return table_response(str(DiscussionPage._meta.verbose_name), headings, rows, kind="xlsx", name=name)


# --- The way in ---


def offer_work(user, now):
    """Offer the posts that wait for a moderator, and the questions of one's own discussions."""
    if not queries.may_enter_desk(user):
        return
    hosted = queries.hosted_by(user).order_by().values("translation_key")
    unanswered = Post.objects.unanswered().filter(activity__in=hosted).values("pk")
    counts = Post.objects.aggregate(
        to_decide=Count("pk", filter=Q(pk__in=Post.objects.to_decide().values("pk"))),
        unanswered=Count("pk", filter=Q(pk__in=unanswered)),
    )
    address = reverse("posts_admin:index")
    if (number := counts["to_decide"]) and user.has_perm(MODERATE):
        yield Work(_("待审核的发言%(to_decide)d条") % counts, _("审核"), address, number=number)
    if number := counts["unanswered"]:
        address = f"{address}?show={UNANSWERED}"
        yield Work(_("等您答复的提问%(unanswered)d条") % counts, _("答复"), address, number=number)


app_name = "posts_admin"
urlpatterns = [
    *PostsView.paths(),
    path("publish/", publish_many, name="publish"),
    path("<uuid:post_id>/", DecisionView.as_view(), name="decide"),
    path("<uuid:post_id>/answer/", AnswerView.as_view(), name="answer"),
    path("export/<int:page_id>/", export_posts, name="export"),
    path("export/<int:page_id>/names/", export_posts, {"with_names": True}, name="export_names"),
]
