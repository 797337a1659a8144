"""应急开关: closing the site to writing and opening it again, ending everybody's session; all on record (T100)."""

from django.contrib.auth import HASH_SESSION_KEY
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from unionsite.accounts.sign_in.services import end_all_sessions
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation
from unionsite.core.models import SiteSettings
from unionsite.core.queries import default_site, is_read_only
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.core.screens import FormScreen, RightRequiredMixin, Screen
from unionsite.oversight.incidents import queries
from unionsite.oversight.incidents.choices import SWITCH, VIEW
from unionsite.oversight.incidents.forms import ReasonForm

SHOWN = 50


@transaction.atomic
def set_read_only(*, is_on: bool, actor, reason: str) -> None:
    """Close or open the site; every worker sees it at its next request. `actor` is None on the server's own console.
    Raises Refused."""
    _refuse_unless(actor, reason)
    SiteSettings.objects.get_or_create(site=default_site())
    # Not saved as an object: other fields may just be edited by somebody else.
    if not SiteSettings.objects.filter(is_read_only=not is_on).update(is_read_only=is_on):
        raise Refused(_("网站已经是只读状态。") if is_on else _("网站已经恢复，不在只读状态。"))
    generation.bump(generation.SETTINGS)
    audit.record(Action.READ_ONLY_ON if is_on else Action.READ_ONLY_OFF, actor=actor, reason=reason)


@transaction.atomic
def end_sessions_of_all(*, actor, reason: str, but_session: str) -> str:
    """End every session except `but_session`, whose new hash of the sign-in is returned. Raises Refused."""
    _refuse_unless(actor, reason)
    return end_all_sessions(actor=actor, reason=reason, but_session=but_session)


def _refuse_unless(actor, reason: str) -> None:
    if actor is not None and not actor.has_perm(SWITCH):
        raise Refused(_("只有安全管理员可以这样做。"))
    if not is_reason_enough(reason):
        raise Refused(_("请写明原因。"))


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
        set_read_only(is_on=self.is_on, actor=self.request.user, **form.cleaned_data)


class EndSessionsView(_SwitchView):
    page_title = gettext_lazy("结束全部登录")
    done = gettext_lazy("除您自己外，所有人的登录都已结束。")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"what": "sessions"}

    def carry_out(self, form):
        user, session = self.request.user, self.request.session
        kept = end_sessions_of_all(actor=user, but_session=session.session_key, **form.cleaned_data)
        session[HASH_SESSION_KEY] = kept
