"""Passkeys: signing in with one, and managing one's own while signed in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView
from django_otp import DEVICE_ID_SESSION_KEY

from unionsite.accounts.choices import MOST_PASSKEYS
from unionsite.accounts.people.models import User
from unionsite.accounts.second_factor import known_browsers, services, webauthn
from unionsite.accounts.second_factor.models import passkeys_of
from unionsite.accounts.second_factor.webauthn import NoProof
from unionsite.accounts.sign_in import staging
from unionsite.accounts.sign_in.forms import (
    NOT_BOUND,
    WRONG_PASSKEY,
    WRONG_TICKET,
    AnswerForm,
    BindForm,
    NameForm,
    OwnTicketForm,
)
from unionsite.accounts.sign_in.views.sign_in import PendingView
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.carrying import is_carrying
from unionsite.core.middleware import permissions
from unionsite.core.rate_limits import RateLimit
from unionsite.core.request_values import address_of

SIGN_IN, STEP_UP, BIND, OWN = "sign-in", "step-up", "bind", "own"
# Of wrong tickets from one address. Nobody guesses 78 bits: the limit spares the server, the right one is always taken.
OWN_FAILURES = RateLimit("own-browser", number=30, seconds=3600)


class AsksPasskeyMixin:
    """A page that asks for one of the person's passkeys: challenge, answer, and the permission for the browser."""

    purpose = ""

    def passkey_options(self, user) -> str:
        """Return the browser's options; "" where the person has no passkey that is good here."""
        place = webauthn.place_of(self.request)
        known = list(passkeys_of(user, place.host)) if place else []
        if not known:
            return ""
        return webauthn.options_to_show(place, staging.new_challenge(self.request, self.purpose), known)

    def try_passkey(self, user, form: AnswerForm):
        """Return the passkey that has answered; None, with a message in the form, when the answer is not good."""
        place, challenge = webauthn.place_of(self.request), staging.take_challenge(self.request, self.purpose)
        device = place and services.try_passkey(
            user=user, answer=form.cleaned_data["answer"], challenge=challenge, place=place
        )
        if not device:
            form.add_error(None, WRONG_PASSKEY)
        return device

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        response.headers["Permissions-Policy"] = permissions("publickey-credentials-get")
        return response


class PasskeyView(AsksPasskeyMixin, PendingView):
    """The second stage of signing in for a person with a passkey; the code stays one click away."""

    template_name = "accounts/sign_in/passkey.html"
    form_class = AnswerForm
    purpose = SIGN_IN
    answer = "answer"

    def get_context_data(self, **kwargs):
        return super().get_context_data(options=self.passkey_options(self.user), **kwargs)

    def render_to_response(self, context, **kwargs):
        if context["options"]:
            return super().render_to_response(context, **kwargs)
        return redirect("accounts:code", preserve_request=is_carrying(self.request))

    def form_valid(self, form):
        device = self.try_passkey(self.user, form)
        return self.enter(device) if device else self.form_invalid(form)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class OwnBrowserView(AsksPasskeyMixin, FormView):
    """The way out for an owner whom strangers keep waiting in every new browser (T27): with a passkey, or a ticket that
    others issued, tries from here are counted apart from theirs. It signs nobody in and tells nobody who exists."""

    template_name = "accounts/sign_in/own_browser.html"
    purpose = OWN

    def get_form_class(self):
        return AnswerForm if "answer" in self.request.POST else OwnTicketForm

    def get_context_data(self, **kwargs):
        place, options = webauthn.place_of(self.request), ""
        if place:
            # Without a list of keys: the browser offers what it has for this site.
            options = webauthn.options_to_show(place, staging.new_challenge(self.request, OWN), [])
        context = super().get_context_data(options=options, title=_("证明是您本人"), **kwargs)
        form = context["form"]
        return context | {"ticket_form": form if isinstance(form, OwnTicketForm) else OwnTicketForm()}

    def form_valid(self, form):
        find = self.by_passkey if isinstance(form, AnswerForm) else self.by_ticket
        if user := find(form):
            audit.record(Action.BROWSER_PROVED, actor=user, subject=user)
            known_browsers.remember_on_answer(self.request, user)
            messages.success(self.request, _("已确认是您本人。请接着输入账号和密码，不用再等。"))
            return redirect("accounts:sign_in")
        is_limited = not OWN_FAILURES.take(address_of(self.request))
        return self.render_to_response(self.get_context_data(form=form), status=429 if is_limited else 200)

    def by_passkey(self, form) -> User | None:
        place, challenge = webauthn.place_of(self.request), staging.take_challenge(self.request, OWN)
        user = place and services.owner_of_passkey(answer=form.cleaned_data["answer"], challenge=challenge, place=place)
        if not user:
            form.add_error(None, WRONG_PASSKEY)
        return user

    def by_ticket(self, form) -> User | None:
        # The ticket stays good for binding a phone. For unknown names it is sought all the same (T29).
        people = list(User.objects.filter(is_active=True).named(form.cleaned_data["username"])) or [User(pk=0)]
        for user in people:
            if services.find_ticket(user=user, code=form.cleaned_data["code"], now=timezone.now()):
                return user
        form.add_error("code", WRONG_TICKET)
        return None


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class PasskeyAddView(FormView):
    """Adds a passkey; the guard asks for a fresh code first (STEP_UP)."""

    template_name = "accounts/second_factor/passkey_add.html"
    form_class = BindForm
    success_url = reverse_lazy("accounts:second_factor")

    def dispatch(self, request, *args, **kwargs):
        self.place = webauthn.place_of(request)
        if self.place is None:
            messages.warning(request, where_passkeys_are_good())
            return redirect("accounts:second_factor")
        if passkeys_of(request.user).count() >= MOST_PASSKEYS:
            text = _("通行密钥最多%(most)d个，请先移除不用的。") % {"most": MOST_PASSKEYS}
            messages.warning(request, text)
            return redirect("accounts:second_factor")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        user, challenge = self.request.user, staging.new_challenge(self.request, BIND)
        known = passkeys_of(user, self.place.host)
        options = webauthn.options_to_bind(user, self.place, challenge, known)
        return super().get_context_data(options=options, **kwargs)

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        response.headers["Permissions-Policy"] = permissions("publickey-credentials-create")
        return response

    def form_valid(self, form):
        try:
            passkey = services.bind_passkey(
                user=self.request.user,
                name=form.cleaned_data["name"],
                answer=form.cleaned_data["answer"],
                challenge=staging.take_challenge(self.request, BIND),
                place=self.place,
            )
        except NoProof:
            form.add_error(None, NOT_BOUND)
            return self.form_invalid(form)
        messages.success(self.request, _("通行密钥“%(name)s”已添加，下次登录可以用它。") % {"name": passkey.name})
        return super().form_valid(form)


class OwnPasskeyMixin:
    """Finds one of the person's own passkeys; 404 for anybody else's (T12)."""

    success_url = reverse_lazy("accounts:second_factor")

    @method_decorator(never_cache)
    def dispatch(self, request, *args, pk: int, **kwargs):
        self.passkey = get_object_or_404(passkeys_of(request.user), pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(passkey=self.passkey, **kwargs)


class PasskeyRenameView(OwnPasskeyMixin, FormView):
    template_name = "accounts/second_factor/passkey_rename.html"
    form_class = NameForm

    def get_initial(self):
        return {"name": self.passkey.name}

    def form_valid(self, form):
        services.rename_passkey(passkey=self.passkey, name=form.cleaned_data["name"])
        messages.success(self.request, _("名称已修改。"))
        return super().form_valid(form)


class PasskeyRemoveView(OwnPasskeyMixin, TemplateView):
    """Removes a passkey; a person who is signed in with this one has to sign in again."""

    template_name = "accounts/second_factor/passkey_remove.html"

    def get_context_data(self, **kwargs):
        is_in_use = self.request.session.get(DEVICE_ID_SESSION_KEY) == self.passkey.persistent_id
        return super().get_context_data(is_in_use=is_in_use, **kwargs)

    def post(self, request):
        name = self.passkey.name
        services.remove_passkey(passkey=self.passkey)
        messages.success(request, _("通行密钥“%(name)s”已移除。") % {"name": name})
        return redirect(self.success_url)


def where_passkeys_are_good() -> str:
    """Return a text that says where passkeys can be added, or why nowhere."""
    if address := webauthn.usual_place():
        return _("通行密钥只能在%(address)s上添加和使用。") % {"address": address}
    return _("本站没有启用https，不能使用通行密钥。")
