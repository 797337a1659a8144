"""Screens for stopping a page with a reason: the emergency take-down, and withdrawing a planned release."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.userbar import BaseItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from unionsite.core.panels import HomePanel
from unionsite.core.refusals import reason
from unionsite.core.screens import FormScreen, Screen
from unionsite.core.waiting import Work
from unionsite.publishing.review.queries import EMERGENCY, may_withdraw, takedown_people
from unionsite.publishing.review.services.releases import unpublish_now
from unionsite.publishing.review.services.scheduling import withdraw_plan


class ReasonForm(forms.Form):
    """A form that asks for a reason; each screen gives it its own `label`, `help_text` and `missing` message."""

    def __init__(self, *args, label, help_text, missing, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = forms.CharField(
            label=label,
            max_length=500,
            widget=forms.Textarea({"rows": 4}),
            help_text=help_text,
            error_messages={"required": missing},
            validators=[reason(missing)],
        )


class ReasonView(FormScreen):
    """Base of the screens here. A subclass sets `page` in `dispatch`, where it asks who may do it; its `stop` acts and
    returns the message."""

    form_class = ReasonForm
    template_name = "publishing/desk/reason.html"
    header_icon = "warning"
    above = ()
    page: Page
    label = help_text = missing = ""

    def may_enter(self, user) -> bool:
        return True

    def get_form_kwargs(self):
        words = {"label": self.label, "help_text": self.help_text, "missing": self.missing}
        return super().get_form_kwargs() | words

    def get_own_label(self):
        return _("：").join((str(self.page_title), self.page.title))

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"page": self.page, "back": self.back()} | kwargs)

    def back(self) -> str:
        return self.page.url or "/"

    def stop(self, reason: str) -> str:
        raise NotImplementedError

    def carry_out(self, form):
        self.done = self.stop(form.cleaned_data["reason"])
        return self.get_success_url()


TITLE = gettext_lazy("应急下线")


class EmergencyView(ReasonView):
    """The emergency take-down; a person without the right is shown who has it."""

    template_name = "publishing/desk/emergency.html"
    page_title = TITLE
    label = gettext_lazy("下线原因")
    help_text = gettext_lazy("例如：照片未经本人同意。原因会记入审计日志，并发给初审、终审人员。")
    missing = gettext_lazy("请写明下线的原因。")
    submit_button_label = gettext_lazy("立即下线")

    def dispatch(self, request, *args, **kwargs):
        page = get_object_or_404(Page.objects.select_related("alias_of"), pk=kwargs["page_id"], depth__gt=1)
        # For an alias, take its original down: the text that must not be seen is the original's.
        self.page = page.alias_of or page
        if not request.user.has_perm(EMERGENCY):
            return self.show_who_can(request)
        if not self.page.live:
            messages.info(request, _("这一页已经不在网站上了。"))
            return redirect("wagtailadmin_home")
        return super().dispatch(request, *args, **kwargs)

    def show_who_can(self, request):
        context = {
            "page_title": self.page_title,
            "header_icon": self.header_icon,
            "breadcrumbs_items": self.get_breadcrumbs_items(),
            "header_title": self.page_title,
            "page": self.page,
            "people": takedown_people(),
        }
        return render(request, "publishing/desk/emergency_who.html", context, status=403)

    def get_context_data(self, **kwargs):
        # Aliases go down with the page; a true translation was released by itself and stays, so it is listed.
        translations = self.page.get_translations().live().filter(alias_of=None).select_related("locale")
        below = self.page.get_descendants().live().count()
        return super().get_context_data(below=below, translations=translations, **kwargs)

    def get_success_url(self):
        return reverse("wagtailadmin_home")

    def stop(self, reason):
        unpublish_now(page=self.page, user=self.request.user, reason=reason)
        return _("《%(title)s》已经下线，公众现在看不到它。") % {"title": self.page.title}


class TakedownPeopleView(Screen, TemplateView):
    """Shows all staff who can take a page down."""

    template_name = "publishing/desk/emergency_who.html"
    page_title = gettext_lazy("应急下线找谁")
    header_icon = "warning"

    def get_context_data(self, **kwargs):
        return super().get_context_data(people=takedown_people(), **kwargs)


def offer_work(user, now):
    """Warn people who can appoint others that nobody could take a page down now."""
    if user.has_perm("accounts.change_user") and (fault := takedown_people().fault):
        note = _("请让一位能随时联系上的人担任，并请本人绑定验证器。")
        yield Work(str(fault), _("去后台账号"), reverse("wagtailusers_users:index"), note=note, is_urgent=True)


def add_panel(request, panels) -> None:
    """Tell who may take pages down how to: their menu leads nowhere."""
    if request.user.has_perm(EMERGENCY) and not request.user.is_superuser:
        panels.append(HomePanel("takedown", "publishing/desk/takedown_panel.html", 50))


class UserbarItem(BaseItem):
    """The link to the take-down in the userbar of the public page."""

    template_name = "publishing/desk/userbar_item.html"

    def __init__(self, page: Page):
        self.page = page

    def get_context_data(self, parent_context):
        address = reverse("publishing_desk:emergency", args=[self.page.pk])
        return super().get_context_data(parent_context) | {"address": address}


def add_to_userbar(request, items, page):
    if page is not None and page.pk and page.live and request.user.has_perm(EMERGENCY):
        items.append(UserbarItem(page))


def takedown_button(page, user, next_url=None, view_name=None):
    if page.live and not page.is_root():
        label = TITLE if user.has_perm(EMERGENCY) else _("应急下线找谁")
        yield Button(label, reverse("publishing_desk:emergency", args=[page.pk]), icon_name="warning", priority=90)


class WithdrawView(ReasonView):
    """Takes back a version that was released and waits for its time (S-3.7)."""

    template_name = "publishing/desk/withdraw.html"
    page_title = gettext_lazy("撤回计划发布")
    header_icon = "calendar-alt"
    label = gettext_lazy("撤回原因")
    help_text = gettext_lazy("例如：活动改期。原因会记入审计日志，并发给作者和审核人员。")
    missing = gettext_lazy("请写明撤回的原因。")
    submit_button_label = gettext_lazy("撤回")

    def dispatch(self, request, *args, **kwargs):
        page = get_object_or_404(Page.objects.select_related("alias_of"), pk=kwargs["page_id"], depth__gt=1)
        self.page = (page.alias_of or page).specific
        if not may_withdraw(request.user, self.page):
            raise PermissionDenied
        self.revision = self.page.scheduled_revision
        if self.revision is None:
            messages.info(request, _("这篇稿件没有等待发布的版本，可能已经发布或撤回。"))
            return redirect(self.back())
        return super().dispatch(request, *args, **kwargs)

    def back(self) -> str:
        if self.page.permissions_for_user(self.request.user).can_edit():
            return reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return reverse("publishing_desk:index")

    get_success_url = back

    def get_context_data(self, **kwargs):
        return super().get_context_data(planned=self.revision.approved_go_live_at, **kwargs)

    def stop(self, reason):
        withdraw_plan(page=self.page, user=self.request.user, reason=reason)
        return _("《%(title)s》的计划发布已撤回，到时不会发布。修改后请重新提交审核。") % {"title": self.page.title}


def withdraw_button(page, user, next_url=None, view_name=None):
    if not page.is_root() and page.approved_schedule and may_withdraw(user, page):
        address = reverse("publishing_desk:withdraw", args=[page.pk])
        yield Button(_("撤回计划发布"), address, icon_name="calendar-alt", priority=6)
