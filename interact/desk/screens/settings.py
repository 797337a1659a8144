"""Settings of the desk: who gets what comes in by each channel, the stricter limits in one click, 常用语."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.panels import FieldPanel
from wagtail.admin.views.generic import EditView, IndexView

from interact.cases import rules, sla
from interact.cases.models.settings import ChannelRouting, FeedbackSettings, SavedReply
from interact.cases.people import may_be_named
from interact.cases.services.routing import apply_strict, set_routing
from interact.desk.forms.fields import PeopleField
from interact.desk.screens.base import DeskMixin
from unionsite.accounts.models import Department, User
from unionsite.core.columns import Column
from unionsite.core.refusals import Refused
from unionsite.core.screens import ListViewSet, RightRequiredMixin, Screen

CHANGE_ROUTING, CHANGE_LIMITS = "interact.change_channelrouting", "interact.change_feedbacksettings"


class SettingsScreen(DeskMixin, Screen):
    """A settings screen for system administrators; it gives them no access to cases."""

    right = CHANGE_ROUTING
    header_icon = "sliders"
    may_enter = RightRequiredMixin.may_enter


class RoutingListView(SettingsScreen, TemplateView):
    template_name = "interact/cases/routing_list.html"
    page_title = gettext_lazy("诉求渠道设置")
    above = ()
    index_url_name = "cases_admin:routing"

    def get_context_data(self, **kwargs):
        people = ("handlers", "deputies")
        routings = ChannelRouting.objects.select_related("department").prefetch_related(*people)
        return super().get_context_data(
            rows=[(row, rules.is_by_name(row.channel)) for row in routings],
            may_change_limits=self.request.user.has_perm(CHANGE_LIMITS),
            **kwargs,
        )


class RoutingForm(forms.Form):
    is_open = forms.BooleanField(
        label=gettext_lazy("开放"), required=False, help_text=gettext_lazy("关闭后页面仍在，不再接收新的内容。")
    )
    department = forms.ModelChoiceField(
        label=gettext_lazy("默认承办部门"),
        queryset=Department.objects.filter(is_active=True),
        required=False,
        empty_label=gettext_lazy("不预选"),
        help_text=gettext_lazy("受理时预先选好，可以改。"),
    )
    handlers = PeopleField(
        label=gettext_lazy("办理人"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("只有这里的人能看到新收到的内容。已经收到的，办理人不变。调整须经第二个人复核。"),
    )
    deputies = PeopleField(
        label=gettext_lazy("备用办理人"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("办理人都须回避时，由他们办理。"),
    )

    def __init__(self, *args, routing: ChannelRouting, **kwargs):
        self.routing = routing
        people = ("handlers", "deputies")
        initial = {
            "is_open": routing.is_open,
            "department": routing.department_id,
            **{name: list(getattr(routing, name).values_list("pk", flat=True)) for name in people},
        }
        super().__init__(*args, **kwargs | {"initial": initial})
        if not rules.is_by_name(routing.channel):
            # In these channels the whole team handles cases, so names would mean nothing.
            for name in people:
                del self.fields[name]
            return
        able = may_be_named(User.objects.all(), routing.channel).select_related("department").order_by("name", "pk")
        for name in people:
            self.fields[name].queryset = able

    def clean(self):
        data = super().clean()
        both = set(data.get("handlers") or ()) & set(data.get("deputies") or ())
        if both:
            names = _("、").join(map(str, both))
            self.add_error("deputies", _("%(names)s已经是办理人，不必再作备用。") % {"names": names})
        if data.get("is_open") and "handlers" in data and not data["handlers"]:
            self.add_error("handlers", _("开放的渠道至少要有一位办理人。"))
        return data


class RoutingView(SettingsScreen, FormView):
    """The settings of a channel. It asks for a fresh code (`guard.STEP_UP`): the people named read what comes in."""

    template_name = "interact/cases/routing.html"
    form_class = RoutingForm

    @cached_property
    def routing(self) -> ChannelRouting:
        return get_object_or_404(ChannelRouting, pk=self.kwargs["pk"])

    def get_page_title(self):
        return str(self.routing)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"routing": self.routing}

    def form_valid(self, form):
        data = form.cleaned_data
        try:
            waits = set_routing(
                routing=self.routing,
                actor=self.request.user,
                is_open=data["is_open"],
                department=data["department"],
                handlers=data.get("handlers", ()),
                deputies=data.get("deputies", ()),
                now=self.now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("“%(channel)s”的设置已保存，用于此后收到的内容。") % {"channel": self.routing})
        if waits:
            text = _("办理人的调整由工会委员会或安全管理员复核，复核通过后过两个工作日生效。进展见“待复核事项”。")
            messages.info(self.request, text)
        return redirect("cases_admin:routing")


class LimitsView(SettingsScreen, TemplateView):
    """The limits 从严 beside those in force; POST puts 从严 into force."""

    right = CHANGE_LIMITS
    template_name = "interact/cases/limits.html"
    page_title = gettext_lazy("诉求办理期限：从严")
    header_icon = "time"

    def get_context_data(self, **kwargs):
        settings = FeedbackSettings.load()
        now, strict = settings.limits().as_json(), sla.STRICT.as_json()
        labels = {name: settings._meta.get_field(name).verbose_name for name in strict}
        return super().get_context_data(
            rows=[(labels[name], now[name], strict[name], now[name] != strict[name]) for name in strict],
            is_strict=now == strict,
            settings_address=reverse("wagtailsettings:edit", args=["interact", "feedbacksettings"]),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        apply_strict(actor=request.user)
        messages.success(request, _("已改用从严的期限，用于此后收到的诉求。"))
        return redirect("cases_admin:limits")


NAME = "saved_replies"


class SavedReplyIndexView(IndexView):
    @cached_property
    def columns(self):
        return [
            self._get_title_column("title"),
            Column(
                "channel",
                label=gettext_lazy("渠道"),
                accessor=lambda reply: reply.get_channel_display() or gettext_lazy("全部"),
                sort_key="channel",
            ),
            Column("text", label=gettext_lazy("内容"), accessor=lambda reply: reply.text[:60]),
        ]


class SavedReplyEditView(EditView):
    def get_last_updated_info(self):
        return None


class SavedReplyViewSet(ListViewSet):
    model = SavedReply
    icon = "openquote"
    menu_label = gettext_lazy("常用语")
    menu_name = NAME
    menu_order = 136
    url_prefix = "cases/saved-replies"
    add_to_settings_menu = True
    list_per_page = 50
    search_fields = ["title", "text"]
    search_backend_name = None
    index_view_class = SavedReplyIndexView
    edit_view_class = SavedReplyEditView
    ordering = ["title"]
    panels = [FieldPanel("title"), FieldPanel("channel"), FieldPanel("text")]


saved_replies = SavedReplyViewSet(NAME)
