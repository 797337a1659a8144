"""What a new site begins with; `setup_site` calls it, safe to run again."""

from django.utils import timezone

from unionsite.oversight.duties.services.register import lay_usual_duties
from unionsite.oversight.freshness.services import lay_plans
from unionsite.oversight.inspections.services import lay_checklist
from unionsite.oversight.scores.services import lay_items


def lay_presets() -> None:
    lay_plans()
    lay_checklist()
    lay_usual_duties(today=timezone.localdate())
    lay_items()
