"""The form with which editors plan an activity; Wagtail's edit screen uses it."""

import re

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionsite.accounts.models import User
from unionsite.accounts.people.names import normalised_number
from unionsite.core.named import named
from unionsite.core.page_forms import SitePageForm

submission_faults = named("interact.activities.plans.queries.submission_faults")
as_opened = named("interact.activities.plans.queries.as_opened")
_SEPARATORS = re.compile(r"[\s,，;；、]+")
NAMED = 5


def numbers_of(text: str) -> list[str]:
    """Return the 工号 of a pasted list in normal form, each once."""
    return list(dict.fromkeys(normalised_number(word) for word in _SEPARATORS.split(text) if word))


class ActivityPageForm(SitePageForm):
    """Proposes the author as the one in charge; names the 工号 of the list that nobody on the roll has."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("publicity")) is not None:
            field.error_messages["required"] = _("请选择宣传稿件：活动开始前须先宣传。")
        if (field := self.fields.get("in_charge")) is not None:
            # Whoever is in charge stays so, even after a change of their rights.
            able = Q(pk__in=User.objects.staff().filter(is_active=True).values("pk")) | Q(pk=self.instance.in_charge_id)
            field.queryset = User.objects.filter(able).order_by("name")
            if self.instance.in_charge_id is None and self.for_user is not None:
                self.initial["in_charge"] = self.for_user.pk
        self._keep_the_plan()

    def _keep_the_plan(self) -> None:
        """Once the activity has opened its plan is as it is published, and no field of the form."""
        page, stored = self.instance, as_opened(self.instance)
        for name in page.frozen if stored is not None else ():
            if name == "closes_at" and page.may_end_early and stored.closes_at > timezone.now():
                continue
            value = getattr(stored, name)
            setattr(page, name, list(value.all()) if hasattr(value, "all") else value)
            self.fields.pop(name, None)
            self.formsets.pop(name, None)

    def _post_clean(self):
        # The page itself gets its children only when it is saved, but is judged with them now.
        self.instance.rows_in_form = {
            name: [form.instance for form in formset.forms if form not in formset.deleted_forms]
            for name, formset in self.formsets.items()
            if formset.is_valid()
        }
        super()._post_clean()
        if self.is_submission:
            for name, message in submission_faults(self.instance).items():
                self.add_error(name if name in self.fields else None, message)

    def clean_audience_list(self) -> str:
        numbers = numbers_of(self.cleaned_data["audience_list"])
        known = set(User.objects.in_use().filter(employee_number__in=numbers).values_list("employee_number", flat=True))
        unknown = [number for number in numbers if number not in known]
        if unknown and not self.is_deferred_validation:
            words = ngettext(
                "名册上没有这个在职职工的工号：%(numbers)s。",
                "名册上没有这%(count)d个在职职工的工号：%(numbers)s。",
                len(unknown),
            )
            shown = "、".join(unknown[:NAMED]) + (_("等") if len(unknown) > NAMED else "")
            self.add_error("audience_list", words % {"count": len(unknown), "numbers": shown})
        return "\n".join(numbers)
