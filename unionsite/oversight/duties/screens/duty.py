"""One duty: its form, its page with the text to be read and the records, and a person's calendar address."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View
from wagtail.admin.ui.components import Component

from unionsite.core.refusals import Refused
from unionsite.core.screens import FormScreen, RightRequiredMixin, Screen
from unionsite.oversight.duties import rules
from unionsite.oversight.duties.choices import ADMIN, HANDLE, Kind
from unionsite.oversight.duties.forms import DutyForm
from unionsite.oversight.duties.models import CalendarAddress, Duty
from unionsite.oversight.duties.queries import actor_of
from unionsite.oversight.duties.querysets import sees_all
from unionsite.oversight.duties.screens.lists import ABOVE, cycle, day, tags_of
from unionsite.oversight.duties.services import records, register

MOST_RECORDS = 100


def seen_duty(request, duty_id: int) -> Duty:
    """Return a duty that this person may see. Raises PermissionDenied for who is no staff, Http404 for others."""
    if not request.user.has_perm(ADMIN):
        raise PermissionDenied
    visible = Duty.objects.visible_to(request.user).with_paper().select_related("owner", "edition")
    return get_object_or_404(visible, pk=duty_id)


class OfDutyMixin:
    """A screen or form below one duty that this person may see; `duty` is at hand."""

    def dispatch(self, request, *args, **kwargs):
        self.duty = seen_duty(request, kwargs["duty_id"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def address(self) -> str:
        return reverse("duties_admin:duty", args=[self.duty.pk])

    def get_above(self):
        return [*ABOVE, (self.address, self.duty.title)]


class DutyFormView(FormScreen):
    """Adds a duty, or changes the one of `duty_id`."""

    right = HANDLE
    form_class = DutyForm
    header_icon = "rotate"
    above = ABOVE

    def dispatch(self, request, *args, **kwargs):
        self.duty = get_object_or_404(Duty, pk=kwargs["duty_id"]) if "duty_id" in kwargs else None
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return _("修改职责") if self.duty else _("新增职责")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.duty}

    def form_valid(self, form):
        duty = register.store_duty(duty=form.save(commit=False), actor=self.request.user)
        messages.success(self.request, _("已保存。"))
        return redirect("duties_admin:duty", duty.pk)


class DutyView(OfDutyMixin, Screen, TemplateView):
    """One duty: what it asks, the text in force, and for who watches or answers for it the records."""

    template_name = "oversight/duties/duty.html"
    header_icon = "rotate"

    def get_above(self):
        return ABOVE

    def get_page_title(self):
        return self.duty.title

    def get_context_data(self, **kwargs):
        user, duty = self.request.user, self.duty
        is_watching = sees_all(user) or duty.owner_id == user.pk
        edition = duty.edition
        return super().get_context_data(**kwargs) | {
            "duty": duty,
            "tags": tags_of(duty),
            "due": day(duty.due_on),
            "cycle": cycle(duty),
            "says": duty.spec.says,
            "edition": edition,
            "files": edition.files.all() if edition else [],
            "read": edition.readings.filter(person=user).first() if edition else None,
            "records": duty.records.select_related("written_by", "judged_by")[:MOST_RECORDS] if is_watching else [],
            "is_watching": is_watching,
            "is_review": duty.kind == Kind.RIGHTS,
            "may_record": duty.is_active and rules.may_record(actor_of(user), duty.owner_id),
            "may_change": user.has_perm(HANDLE),
            "sees_all": sees_all(user),
        }


class ReadView(OfDutyMixin, View):
    """Notes that the person has read the version shown; takes `edition`."""

    def get(self, request, duty_id: int):
        return redirect(self.address)

    def post(self, request, duty_id: int):
        shown = request.POST.get("edition", "")
        try:
            edition_id = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 19 else 0
            records.confirm_reading(duty=self.duty, person=request.user, edition_id=edition_id)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已确认阅读。"))
        return redirect(self.address)


@method_decorator(never_cache, name="dispatch")
class CalendarView(RightRequiredMixin, Screen, TemplateView):
    """Makes and ends the secret address at which the person's calendar reads the dates; shown once."""

    right = ADMIN
    template_name = "oversight/duties/calendar.html"
    page_title = gettext_lazy("日历订阅")
    header_icon = "calendar-alt"
    above = ABOVE

    def get_context_data(self, **kwargs):
        known = CalendarAddress.objects.filter(person=self.request.user).first()
        return super().get_context_data(**kwargs) | {"known": known}

    def post(self, request):
        if request.POST.get("action") == "end":
            register.end_address(person=request.user)
            messages.success(request, _("日历地址已停用。"))
            return redirect("duties_admin:calendar")
        secret = register.make_address(person=request.user, now=timezone.now())
        address = settings.BASE_URL + reverse("duties_calendar", args=[secret])
        return self.render_to_response(self.get_context_data(secret_address=address))


class UnreadPanel(Component):
    """A panel on the admin's first page with the rules that this person has not confirmed to have read."""

    name = "duties_unread"
    template_name = "oversight/duties/panel.html"
    order = 46

    def __init__(self, unread: list[Duty]):
        self.unread = unread

    def get_context_data(self, parent_context):
        return {"unread": self.unread}


def add_panel(request, panels):
    unread = list(Duty.objects.unread_by(request.user).select_related("edition").order_by("pk"))
    if unread:
        panels.append(UnreadPanel(unread))
