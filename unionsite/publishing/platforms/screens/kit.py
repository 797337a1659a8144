"""The copy kit of an approved piece: words, text, pictures and QR code for each platform, and its posting tasks."""

import io
from datetime import datetime, timedelta

import segno
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from unionsite.core.models import PiecePage
from unionsite.core.request_values import record_number
from unionsite.core.screens import RightRequiredMixin, Screen
from unionsite.publishing.platforms import choices, queries, rules, services
from unionsite.publishing.platforms.choices import PlatformKind, PostState
from unionsite.publishing.platforms.forms import PostedForm, ReasonForm, TasksForm
from unionsite.publishing.platforms.models import Platform, PlatformPost
from unionsite.publishing.platforms.pictures import absolute_address, pictures_of, write_zip
from unionsite.publishing.platforms.wechat_html import wechat_html

TITLE = gettext_lazy("平台文案")


class ApprovedPieceMixin:
    """Finds the piece of `page_id`; if it did not pass both stages, redirects to the posting tasks with a message."""

    right = choices.VIEW_POSTS
    page: Page
    piece: PiecePage

    def dispatch(self, request, *args, **kwargs):
        if request.user.has_perm(self.right):
            self.page = get_object_or_404(Page, pk=kwargs["page_id"])
            piece = queries.approved_text(self.page)
            if piece is None:
                messages.error(request, _("稿件还没有通过初审和终审，不能对外发布。"))
                return redirect("publishing_platforms:posts")
            self.piece = piece
        return super().dispatch(request, *args, **kwargs)


class KitView(ApprovedPieceMixin, RightRequiredMixin, Screen, TemplateView):
    """Shows the kit, opens tasks by hand, and records what became of each; a fault is shown beside the field."""

    template_name = "platforms/kit.html"
    page_title = TITLE
    header_icon = "copy"
    above = [(reverse_lazy("publishing_platforms:posts"), gettext_lazy("平台发布任务"))]
    # Number of the post, which of its forms, and the form as sent, when it was invalid.
    at_fault: tuple[int, str, forms.Form] | None = None
    tasks_form: TasksForm | None = None

    def get_page_subtitle(self):
        return self.piece.title

    sublabel = property(get_page_subtitle)

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def may_post(self) -> bool:
        return self.request.user.has_perm(choices.POST)

    def get_context_data(self, **kwargs):
        address = services.shared_address(self.piece)
        pictures = pictures_of(self.piece)
        # Only the picture objects of the kit carry prefetched renditions, so use them instead of the body's.
        known = {picture.image.pk: picture.image for picture in pictures}
        html = wechat_html(self.piece, lambda image: absolute_address(known.get(image.pk, image)))
        kits = self._kits(address)
        free = [kit["platform"].pk for kit in kits if kit["post"] is None]
        if self.tasks_form is None and self.may_post and free:
            self.tasks_form = self._tasks_form()
        return super().get_context_data(
            piece=self.piece,
            address=address,
            is_live=self.page.live,
            is_restricted=self.piece.get_view_restrictions().exists(),
            pictures=pictures,
            html=html,
            html_length=len(html),
            kits=kits,
            free=free,
            may_post=self.may_post,
            tasks_form=self.tasks_form,
            media=forms.Media() if self.tasks_form is None else self.tasks_form.media,
            **kwargs,
        )

    def _kits(self, address: str) -> list[dict]:
        found = PlatformPost.objects.filter(page_id=self.page.pk).select_related("platform", "assigned_to")
        posts = {post.platform_id: post for post in found}
        wanted = Platform.objects.usable().exclude(kind=PlatformKind.WEBSITE)
        platforms = (wanted | Platform.objects.filter(pk__in=posts).exclude(kind=PlatformKind.WEBSITE)).distinct()
        kits = [self._kit(platform, posts.get(platform.pk), address) for platform in platforms.order_by("name")]
        # Waiting tasks come first, then finished ones, then platforms without a task.
        order = {PostState.WAITING: 0, PostState.POSTED: 1, PostState.SKIPPED: 1}
        return sorted(kits, key=lambda kit: order[PostState(kit["post"].state)] if kit["post"] else 2)

    def _kit(self, platform: Platform, post: PlatformPost | None, address: str) -> dict:
        limits = rules.limits_of(platform.kind, platform.title_limit, platform.digest_limit)
        may_write = post is not None and self.may_post
        return {
            "platform": platform,
            "words": rules.words_for(limits, title=self.piece.title, summary=self.piece.description, url=address),
            "post": post,
            "is_overdue": post and rules.is_post_overdue(state=post.state, due_at=post.due_at, now=self.now),
            "posted_form": self._form(post, "posted") if may_write else None,
            "skip_form": self._form(post, "skip") if may_write and post.state == PostState.WAITING else None,
        }

    def _form(self, post: PlatformPost, kind: str) -> forms.Form:
        if self.at_fault and self.at_fault[:2] == (post.pk, kind):
            return self.at_fault[2]
        if kind == "skip":
            return ReasonForm(prefix=f"skip-{post.pk}")
        initial = {"url": post.url, "posted_at": post.posted_at or timezone.localtime(self.now)}
        return PostedForm(prefix=f"posted-{post.pk}", initial=initial)

    def _tasks_form(self, data=None) -> TasksForm:
        taken = PlatformPost.objects.filter(page_id=self.page.pk).values("platform_id")
        due = timezone.localtime(self.now + timedelta(hours=settings.PLATFORM_POST_HOURS))
        free = Platform.objects.usable().exclude(kind=PlatformKind.WEBSITE).exclude(pk__in=taken)
        return TasksForm(data, prefix="tasks", platforms=free, initial={"due_at": due})

    def post(self, request, *args, **kwargs):
        if not self.may_post:
            raise PermissionDenied
        step = request.POST.get("step")
        if step == "tasks":
            return self.open_tasks()
        posts = PlatformPost.objects.filter(page_id=self.page.pk).exclude(platform__kind=PlatformKind.WEBSITE)
        number = record_number(request.POST.get("post", ""))
        post = get_object_or_404(posts.select_related("platform"), pk=number)
        is_skipped = step == "skip"
        kind, form_class = ("skip", ReasonForm) if is_skipped else ("posted", PostedForm)
        form = form_class(request.POST, prefix=f"{kind}-{post.pk}")
        if not form.is_valid():
            self.at_fault = (post.pk, kind, form)
            return self.render_to_response(self.get_context_data())
        record = self.skip if is_skipped else self.record
        record(post, **form.cleaned_data)
        return redirect(f"{request.path}#post-{post.pk}")

    def open_tasks(self) -> HttpResponse:
        form = self._tasks_form(self.request.POST)
        if not form.is_valid():
            self.tasks_form = form
            return self.render_to_response(self.get_context_data())
        number = services.open_tasks(page=self.page, **form.cleaned_data)
        messages.success(self.request, _("已建立%d项发布任务。") % number)
        return redirect(self.request.path)

    def record(self, post: PlatformPost, **values) -> None:
        services.record_post(post=post, actor=self.request.user, now=timezone.now(), **values)
        messages.success(self.request, _("已登记在“%s”的发布。") % post.platform)

    def skip(self, post: PlatformPost, reason: str) -> None:
        try:
            services.skip_post(post=post, reason=reason, actor=self.request.user)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        else:
            messages.success(self.request, _("已登记不在“%s”发布。") % post.platform)


class PicturesView(ApprovedPieceMixin, RightRequiredMixin, TemplateView):
    """Downloads the pictures as a zip."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, *args, **kwargs):
        pictures = pictures_of(self.piece)
        if not pictures:
            raise Http404
        name = f"{self.piece.slug}-pictures.zip"
        return FileResponse(write_zip(pictures), as_attachment=True, filename=name, content_type="application/zip")


class CodeView(ApprovedPieceMixin, RightRequiredMixin, TemplateView):
    """Downloads the QR code of the public address as a PNG, to put into a text or on a poster."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, *args, **kwargs):
        content = io.BytesIO()
        segno.make(services.shared_address(self.piece), error="m").save(content, kind="png", scale=12, border=4)
        response = HttpResponse(content.getvalue(), content_type="image/png")
        response["Content-Disposition"] = f'attachment; filename="{self.piece.slug}-qr.png"'
        return response


def header_buttons(page, user, view_name, next_url=None):
    """Yield the button to the kit, on the screens of a piece that is public or waits for its time."""
    if not user.has_perm(choices.VIEW_POSTS) or not issubclass(page.specific_class or Page, PiecePage):
        return
    if page.live or page.approved_schedule:
        yield Button(TITLE, url=reverse("publishing_platforms:kit", args=[page.pk]), icon_name="copy", priority=68)
