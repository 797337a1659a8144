"""One duty: its form, its page with the text to be read and the records."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from unionsite.core.request_values import record_number
from unionsite.core.screens import FormScreen, RightRequiredMixin, Screen, telling
from unionsite.core.waiting import MOST, Work
from unionsite.oversight.duties import rules
from unionsite.oversight.duties.choices import ADMIN, HANDLE, SIGN, SOON, DutyKind, RecordState
from unionsite.oversight.duties.forms import DutyForm
from unionsite.oversight.duties.models import Duty, DutyRecord, sees_all
from unionsite.oversight.duties.screens.lists import cycle, tags_of
from unionsite.oversight.duties.services import records, register

MOST_RECORDS = 100


class OfDutyMixin(RightRequiredMixin):
    """A screen at or below one duty that this person may see."""

    right = ADMIN
    header_icon = "rotate"

    @cached_property
    def duty(self) -> Duty:
        visible = Duty.objects.visible_to(self.request.user).with_paper().select_related("owner", "edition")
        return get_object_or_404(visible, pk=self.kwargs["duty_id"])

    @property
    def address(self) -> str:
        return reverse("duties_admin:duty", args=[self.duty.pk])


class DutyFormView(OfDutyMixin, FormScreen):
    """Adds a duty, or changes the one of `duty_id`."""

    right = HANDLE
    form_class = DutyForm

    def get_page_title(self):
        return _("修改职责") if "duty_id" in self.kwargs else _("新增职责")

    def get_form_kwargs(self):
        key = self.kwargs.get("duty_id")
        return super().get_form_kwargs() | {"instance": get_object_or_404(Duty, pk=key) if key else None}

    def carry_out(self, form):
        duty = register.store_duty(duty=form.save(commit=False), actor=self.request.user)
        return reverse("duties_admin:duty", args=[duty.pk])


class DutyView(OfDutyMixin, Screen, TemplateView):
    """One duty: what it asks, the text in force, and for who watches or answers for it the records."""

    template_name = "oversight/duties/duty.html"

    def get_page_title(self):
        return self.duty.title

    def get_context_data(self, **kwargs):
        user, duty = self.request.user, self.duty
        is_watching = sees_all(user) or duty.owner_id == user.pk
        edition = duty.edition
        return super().get_context_data(**kwargs) | {
            "duty": duty,
            "tags": tags_of(duty),
            "cycle": cycle(duty),
            "edition": edition,
            "read": edition.readings.filter(person=user).first() if edition else None,
            "records": duty.records.select_related("written_by", "judged_by")[:MOST_RECORDS] if is_watching else [],
            "is_watching": is_watching,
            "is_review": duty.kind == DutyKind.RIGHTS,
            "may_record": duty.is_active and rules.may_record(user, duty),
            "may_change": user.has_perm(HANDLE),
            "sees_all": sees_all(user),
        }


class PressView(OfDutyMixin, View):
    """A button on the screen `address`. The guard comes back by GET after it asked for a fresh code."""

    def get(self, request, **kwargs):
        return redirect(self.address)


class ReadView(PressView):
    """Notes that the person has read the version shown; takes `edition`."""

    def post(self, request, **kwargs):
        edition_id = record_number(request.POST.get("edition"))
        with telling(request, _("已确认阅读。")):
            records.confirm_reading(duty=self.duty, person=request.user, edition_id=edition_id)
        return redirect(self.address)


def offer_work(user, now):
    """Offer the rules that this person has not confirmed to have read, their duties that are late or due soon, and to
    who signs the records of others that wait."""
    for duty in Duty.objects.asking(user, timezone.localdate(now) + timedelta(days=SOON)).select_related("edition")[
        :MOST
    ]:
        address = reverse("duties_admin:duty", args=[duty.pk])
        if duty.is_unread:
            words = _("请阅读安全制度：%(title)s（%(version)s）") % {
                "title": duty.title,
                "version": duty.edition.version,
            }
            yield Work(words, _("阅读"), address)
        if duty.is_due:
            yield Work(_("安全职责：%s") % duty.title, _("去办"), address, by=duty.due_on)
    if user.has_perm(SIGN):
        waiting = DutyRecord.objects.filter(state=RecordState.WAITING).exclude(written_by=user)
        for record in waiting.select_related("duty").order_by("written_at", "pk")[:MOST]:
            address = reverse("duties_admin:record", args=[record.duty_id, record.pk])
            yield Work(_("等您签字：%s") % record, _("签字"), address)
