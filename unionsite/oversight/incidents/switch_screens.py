"""应急开关: whether the site is closed to writing, who switched it when and why, and the two switches."""

from django.contrib.auth import HASH_SESSION_KEY
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from unionsite.core.queries import is_read_only
from unionsite.core.screens import FormScreen, RightRequiredMixin, Screen
from unionsite.oversight.incidents import queries, switches
from unionsite.oversight.incidents.choices import SWITCH, VIEW
from unionsite.oversight.incidents.forms import ReasonForm

SHOWN = 50


class SwitchesView(RightRequiredMixin, Screen, TemplateView):
    """The state of the site and the record of the switches."""

    right = VIEW
    template_name = "oversight/incidents/switches.html"
    page_title = gettext_lazy("应急开关")
    header_icon = "cross"
    above = ()
    index_url_name = "incidents_admin:switches"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "is_read_only": is_read_only(),
            "may_switch": self.request.user.has_perm(SWITCH),
            "record": list(queries.switches()[:SHOWN]),
        }


class _SwitchView(FormScreen):
    """One switch: behind a fresh code (`guard.STEP_UP`) and with a reason."""

    right = SWITCH
    form_class = ReasonForm
    template_name = "oversight/incidents/switch.html"
    header_icon = "cross"

    @property
    def submit_button_label(self):
        return self.get_page_title()


class ReadOnlyView(_SwitchView):
    """Closes the site to writing; with `is_on=False` opens it again."""

    is_on = True

    def get_page_title(self):
        return _("切换为只读") if self.is_on else _("恢复正常")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"what": "on" if self.is_on else "off"}

    @property
    def done(self):
        return _("网站已切换为只读。") if self.is_on else _("网站已恢复正常。")

    def carry_out(self, form):
        switches.set_read_only(is_on=self.is_on, actor=self.request.user, **form.cleaned_data)


class EndSessionsView(_SwitchView):
    page_title = gettext_lazy("结束全部登录")
    done = gettext_lazy("除您自己外，所有人的登录都已结束。")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"what": "sessions"}

    def carry_out(self, form):
        user, session = self.request.user, self.request.session
        kept = switches.end_sessions_of_all(actor=user, but_session=session.session_key, **form.cleaned_data)
        session[HASH_SESSION_KEY] = kept
