"""What a new site begins with; `setup_site` calls it, safe to run again."""

from __future__ import annotations

from unionsite.oversight.inspections.services import lay_checklist
from unionsite.oversight.scores.services import lay_items


def lay_presets() -> None:
    lay_checklist()
    lay_items()
