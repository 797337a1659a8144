"""Starts the publishing app: connects its receivers and adds its checks and panels to those of `core`."""

from django.apps import AppConfig
from django.db.models import Exists


class PublishingConfig(AppConfig):
    name = "unionsite.publishing"
    label = "publishing"
    verbose_name = "审核与发布"

    def ready(self):
        # Imported here because these need the models, which are loaded only now.
        from unionsite.accounts.changes.kinds import ROLE_RIGHTS
        from unionsite.core import health
        from unionsite.core.forms import replacement_checks
        from unionsite.core.page_forms import closing_panels, preview_changes, submission_checks
        from unionsite.core.queries import site_facts
        from unionsite.publishing import receivers  # noqa: F401  (registers itself)
        from unionsite.publishing.guard import checks, files
        from unionsite.publishing.review import mails
        from unionsite.publishing.review.models import ReviewSettings
        from unionsite.publishing.review.queries import EMERGENCY
        from unionsite.publishing.review.screens import writing
        from unionsite.publishing.textchecks.screens import editor
        from unionsite.publishing.translations import services

        ROLE_RIGHTS.add(EMERGENCY)
        health.CHECKS["review"] = checks.check_review
        replacement_checks.append(files.check_change)
        mails.replace_wagtails_mails()
        services.submit_instead_of_publishing()
        submission_checks.extend([writing.check_points, editor.check_submission])
        closing_panels.append(editor.TextCheckPanel())
        preview_changes.append(editor.mark_findings)
        site_facts["shows_reviewers"] = Exists(ReviewSettings.objects.filter(shows_reviewers=True))
