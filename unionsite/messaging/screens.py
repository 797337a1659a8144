"""Screens of the staff: one's own 消息 in the admin, and the outlets with their trial."""

from copy import copy

from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from unionsite.core.columns import Column, FactColumn, TagsColumn, TitleColumn
from unionsite.core.screens import FormScreen, ListView, RightRequiredMixin, telling
from unionsite.core.waiting import Work
from unionsite.messaging import queries, services
from unionsite.messaging.forms import OutletForm, PreferenceForm
from unionsite.messaging.models import Message, Outlet

ADMIN = "wagtailadmin.access_admin"
CHANGE = "messaging.change_outlet"
OUTLETS = "messaging_admin:outlets"


class MessagesView(ListView):
    right = ADMIN
    model = Message
    page_title = gettext_lazy("消息")
    header_icon = "mail"
    above = ()
    index_url_name = "messaging_admin:index"
    empty_message = gettext_lazy("没有消息。")
    columns = [
        TitleColumn("words", label=gettext_lazy("消息"), get_url=services.address_of),
        FactColumn("day", gettext_lazy("日期")),
        TagsColumn(
            "state", label=gettext_lazy("状态"), accessor=lambda row: [] if row.is_read else [(_("未读"), "primary")]
        ),
    ]

    def get_base_queryset(self):
        return queries.messages_of(self.request.user)


class OutletsView(ListView):
    """Who gets messages by which way, and how that went."""

    right = CHANGE
    model = Outlet
    page_title = gettext_lazy("消息出口")
    header_icon = "mail"
    above = ()
    index_url_name = OUTLETS
    buttons = [(gettext_lazy("添加出口"), "messaging_admin:add_outlet", "plus")]
    empty_message = gettext_lazy("还没有消息出口：消息只在本站的“消息”里，并发邮件。")
    columns = [
        TitleColumn(
            "name",
            label=gettext_lazy("名称"),
            get_url=lambda row: reverse("messaging_admin:outlet", args=[row.pk]),
        ),
        Column("platform", label=gettext_lazy("平台"), accessor="get_platform_display"),
        FactColumn("to", gettext_lazy("发给"), accessor=lambda row: row.role or row.department or _("个人")),
        TagsColumn(
            "state",
            label=gettext_lazy("状态"),
            accessor=lambda row: [(_("启用"), "primary") if row.is_on else (_("停用"), "off")],
        ),
        Column("sent", label=gettext_lazy("已发"), accessor="sent"),
        Column("failed", label=gettext_lazy("没有发成"), accessor="failed"),
        FactColumn("fault", gettext_lazy("最近一次故障")),
    ]

    def get_base_queryset(self):
        return Outlet.objects.select_related("role", "department")


class OutletView(FormScreen):
    right = CHANGE
    form_class = OutletForm
    template_name = "messaging/outlet.html"
    header_icon = "mail"

    @cached_property
    def outlet(self) -> Outlet:
        return get_object_or_404(Outlet, pk=self.kwargs["pk"]) if "pk" in self.kwargs else Outlet()

    def get_page_title(self):
        return self.outlet.name or _("添加消息出口")

    def get_form_kwargs(self):
        # A copy: validation writes into it, while the title stays as it is stored.
        return {**super().get_form_kwargs(), "instance": copy(self.outlet)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(outlet=self.outlet, **kwargs)

    def carry_out(self, form):
        keys = {"key": form.cleaned_data["webhook"], "secret": form.cleaned_data["secret"]}
        services.save_outlet(outlet=form.instance, actor=self.request.user, **keys)
        return reverse("messaging_admin:outlet", args=[form.instance.pk])


class TryView(RightRequiredMixin, View):
    """发一条试试: to the group of a robot, or to oneself."""

    right = CHANGE
    http_method_names = ["post", "options"]

    def post(self, request, pk):
        outlet = get_object_or_404(Outlet, pk=pk)
        with telling(request, _("已经发出一条，请到平台上看看收到没有。")):
            services.try_out(outlet=outlet, actor=request.user)
        return redirect("messaging_admin:outlet", pk)


class MessagesPanel(BaseSettingsPanel):
    """How one wants to be told, on one's own account in the admin."""

    name = "messages"
    title = gettext_lazy("消息")
    tab = notifications_tab
    order = 50
    form_class = PreferenceForm

    def get_form(self):
        values = [self.request.POST] if self.request.method == "POST" else []
        return self.form_class(*values, instance=queries.preference_of(self.user), prefix=self.name)


def offer_work(user, now):
    """Say how many messages are unread; one query."""
    if number := queries.unread_by(user):
        words = _("您有%(number)d条未读消息。") % {"number": number}
        yield Work(words, _("查看"), reverse("messaging_admin:index"), number=number)


app_name = "messaging_admin"
urlpatterns = [
    *MessagesView.paths(),
    *OutletsView.paths("outlets/"),
    path("outlets/add/", OutletView.as_view(), name="add_outlet"),
    path("outlets/<int:pk>/", OutletView.as_view(), name="outlet"),
    path("outlets/<int:pk>/try/", TryView.as_view(), name="try_outlet"),
]
