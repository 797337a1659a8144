"""Taking a page down in two clicks: the button on the page, then the reason (security.md 3.5)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.userbar import BaseItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from unionsite.publishing import rules
from unionsite.publishing.refusals import Refused
from unionsite.publishing.services.emergency import PERMISSION, unpublish_now


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("下线原因"),
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("例如：照片未经本人同意。原因会记入审计日志，并发给初审、终审人员。"),
        error_messages={"required": gettext_lazy("请写明下线的原因。")},
    )

    def clean_reason(self):
        if not rules.is_reason_enough(self.cleaned_data["reason"]):
            raise forms.ValidationError(_("请写明下线的原因。"))
        return self.cleaned_data["reason"]


class EmergencyView(WagtailAdminTemplateMixin, FormView):
    template_name = "publishing/desk/emergency.html"
    form_class = ReasonForm
    page_title = gettext_lazy("应急下线")
    header_icon = "warning"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        page = get_object_or_404(Page.objects.select_related("alias_of"), pk=kwargs["page_id"], depth__gt=1)
        # Of an alias its original is meant: the text that must not be seen is that one's.
        self.page = page.alias_of or page
        if not self.page.live:
            messages.info(request, _("这一页已经不在网站上了。"))
            return redirect("wagtailadmin_home")
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": f"{self.page_title}：{self.page.title}"}]

    def get_context_data(self, **kwargs):
        below = self.page.get_descendants().live().count()
        return super().get_context_data(page=self.page, below=below, **kwargs)

    def form_valid(self, form):
        try:
            unpublish_now(page=self.page, user=self.request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("《%(title)s》已经下线，公众现在看不到它。") % {"title": self.page.title})
        return redirect("wagtailadmin_home")


class UserbarItem(BaseItem):
    """On the public page itself, for those who may."""

    template_name = "publishing/desk/userbar_item.html"

    def __init__(self, page: Page):
        self.page = page

    def get_context_data(self, parent_context):
        address = reverse("publishing_desk:emergency", args=[self.page.pk])
        return super().get_context_data(parent_context) | {"address": address}


def add_to_userbar(request, items, page):
    if page is not None and page.pk and page.live and request.user.has_perm(PERMISSION):
        items.append(UserbarItem(page))


def header_button(page, user, next_url=None, view_name=None):
    if page.live and not page.is_root() and user.has_perm(PERMISSION):
        yield Button(
            _("应急下线"), reverse("publishing_desk:emergency", args=[page.pk]), icon_name="warning", priority=90
        )
