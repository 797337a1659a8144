"""Starts the oversight app: connects its receivers, and offers findings on the screen of a case."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "unionsite.oversight"
    label = "oversight"
    verbose_name = "监督与考核"

    def ready(self):
        # Imported here, because models are loaded only now.
        from interact.desk.screens.below_case import case_links
        from unionsite.core import page_cache
        from unionsite.oversight.findings.screens import link_from_case
        from unionsite.oversight.register import receivers  # noqa: F401  (register themselves)
        from unionsite.oversight.visits.services import note_visit

        page_cache.told.append(note_visit)
        case_links.append(link_from_case)
