"""The staff's screen for handing out activation codes: on paper slips, shown only once, or by mail."""

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from unionsite.accounts.activation import services
from unionsite.accounts.activation.services import mail_activation_code
from unionsite.accounts.choices import ACTIVATION_LIFE
from unionsite.accounts.employees.forms import MAIL, NAMED, CodesForm
from unionsite.accounts.employees.screens import INDEX
from unionsite.accounts.people.models import User
from unionsite.accounts.people.queries import union_settings
from unionsite.accounts.people.rules import MANAGE_ROLL
from unionsite.core.request_values import record_number
from unionsite.core.screens import RightRequiredMixin, Screen


class CodesView(RightRequiredMixin, Screen, FormView):
    """Issues codes; `?employee=` (primary keys) fills in the 工号 of people chosen in the list."""

    right = MANAGE_ROLL
    template_name = "accounts/roll/codes.html"
    form_class = CodesForm
    page_title = gettext_lazy("发放激活码")
    header_icon = "key"

    @cached_property
    def chosen(self) -> list[str]:
        keys = filter(None, map(record_number, self.request.GET.getlist("employee")[:1000]))
        people = User.objects.employees().in_use().filter(pk__in=list(keys))
        return list(people.order_by("employee_number").values_list("employee_number", flat=True))

    def get_initial(self):
        return {**super().get_initial(), "numbers": "\n".join(self.chosen)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(days=ACTIVATION_LIFE.days, **kwargs)

    def form_valid(self, form):
        if form.cleaned_data["delivery"] == MAIL:
            return self.send(form.people)
        return self.show(form.people)

    def send(self, people: list[User]) -> HttpResponse:
        reachable = [user for user in people if user.email]
        actor = self.request.user.pk
        with transaction.atomic():
            for user in reachable:
                transaction.on_commit(lambda pk=user.pk: mail_activation_code.enqueue(pk, actor))
        messages.success(self.request, _("正在向%(count)d人的邮箱发送激活码。") % {"count": len(reachable)})
        if others := [user for user in people if not user.email]:
            named = "、".join(str(user) for user in others[:NAMED]) + ("等" if len(others) > NAMED else "")
            text = _("%(names)s共%(count)d人没有邮箱，没有发，请打印激活条。")
            messages.warning(self.request, text % {"names": named, "count": len(others)})
        return redirect(INDEX)

    def show(self, people: list[User]) -> HttpResponse:
        now = timezone.now()
        slips = services.issue_codes(users=people, actor=self.request.user, now=now)
        with translation.override(settings.LANGUAGE_CODE):
            address = settings.BASE_URL + reverse("account:activate")
            response = render(
                self.request,
                "accounts/roll/slips.html",
                {"slips": slips, "address": address, "union": union_settings().name, "until": now + ACTIVATION_LIFE},
            )
        # These codes are shown only this once: no cache may keep them.
        response.headers["Cache-Control"] = "no-store"
        return response
