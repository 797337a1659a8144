"""Binding an authenticator: the ticket, then QR code and first code, then backup codes, which are shown only once."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from unionsite.accounts.people import mails
from unionsite.accounts.second_factor.models import Authenticator, EnrolmentTicket, authenticator_of
from unionsite.accounts.second_factor.services import confirm_enrolment, find_ticket, make_backup_codes, start_enrolment
from unionsite.accounts.second_factor.throttles import CODE_FAILURES
from unionsite.accounts.sign_in import staging
from unionsite.accounts.sign_in.forms import WRONG_CODE, WRONG_TICKET, CodeForm, TicketForm
from unionsite.accounts.sign_in.views.second_factor import show_codes
from unionsite.accounts.sign_in.views.sign_in import PendingView, delay_message
from unionsite.audit import services as audit
from unionsite.audit.choices import Action, Outcome


class TicketView(PendingView):
    """The first step of binding an authenticator: the ticket that an administrator handed over (T06, T20)."""

    template_name = "accounts/sign_in/ticket.html"
    form_class = TicketForm

    def dispatch(self, request, *args, **kwargs):
        user = staging.pending_user(request)
        if user is not None and authenticator_of(user):
            return redirect("accounts:code")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        ticket = None
        if CODE_FAILURES.take(self.user.pk):
            ticket = find_ticket(user=self.user, code=form.cleaned_data["code"], now=timezone.now())
        if ticket is None:
            audit.record(Action.TICKET_REFUSED, actor=None, subject=self.user, outcome=Outcome.REFUSED)
            form.add_error("code", delay_message(None, self.user) or WRONG_TICKET)
            return self.form_invalid(form)
        CODE_FAILURES.give_back(self.user.pk)
        self.request.session[staging.TICKET] = ticket.pk
        return redirect("accounts:enrol")


class BindingMixin:
    """Shows the key of the authenticator that is not confirmed yet, and confirms it by its first code."""

    form_class = CodeForm
    ticket: EnrolmentTicket | None = None

    def get(self, request, *args, **kwargs):
        start_enrolment(user=self.user)
        return super().get(request, *args, **kwargs)

    def unconfirmed(self) -> Authenticator | None:
        return Authenticator.objects.filter(user=self.user, confirmed=False).first()

    def get_context_data(self, **kwargs):
        device = self.unconfirmed() or start_enrolment(user=self.user)
        return super().get_context_data(device=device, user=self.user, **kwargs)

    def form_valid(self, form):
        waiting = self.unconfirmed()
        device = confirm_enrolment(
            user=self.user, token=form.cleaned_data["code"], now=timezone.now(), ticket=self.ticket
        )
        if device is None:
            form.add_error("code", delay_message(waiting and self.unconfirmed(), self.user) or WRONG_CODE)
            return self.form_invalid(form)
        return self.bound(device)


class EnrolView(BindingMixin, PendingView):
    """The second step for a person without an authenticator, right after password and ticket."""

    template_name = "accounts/sign_in/enrol.html"

    def dispatch(self, request, *args, **kwargs):
        user = staging.pending_user(request)
        if user is not None:
            self.ticket = EnrolmentTicket.objects.filter(
                pk=request.session.get(staging.TICKET), user=user, used_at=None, expires_at__gt=timezone.now()
            ).first()
            if self.ticket is None or authenticator_of(user):
                return redirect("accounts:ticket")
        return super().dispatch(request, *args, **kwargs)

    def bound(self, device):
        target = staging.pending(self.request).next
        codes = make_backup_codes(user=self.user)
        staging.finish(self.request, self.user, device)
        return show_codes(self.request, codes, target)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class ReplaceView(BindingMixin, FormView):
    """Binds a new phone while the old one still works."""

    template_name = "accounts/second_factor/replace.html"

    def dispatch(self, request, *args, **kwargs):
        self.user = request.user
        return super().dispatch(request, *args, **kwargs)

    def bound(self, device):
        staging.otp_login(self.request, device)
        mails.tell(self.user, mails.Notice.DEVICE_CHANGED)
        messages.success(self.request, _("已换成新的验证器，旧的已经失效。"))
        return HttpResponseRedirect(self.request.path.replace("replace/", ""))
