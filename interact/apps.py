"""Starts the interact app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InteractConfig(AppConfig):
    name = "interact"
    verbose_name = "职工交流互动"

    def ready(self):
        # Imported here because models are not loaded before.
        from interact import checks, receivers  # noqa: F401  (register themselves)
        from interact.cases.services import handover
        from interact.discussions import account_section as own_posts
        from interact.discussions import services as discussions
        from interact.discussions.models import Post
        from interact.following import account_section
        from interact.sending import account_section as own_drafts
        from interact.signups import account_section as own_signups
        from unionsite.accounts.public_words.services import register_public_words
        from unionsite.core import health

        health.CHECKS["cases"] = checks.check_cases
        account_section.register()
        own_drafts.register()
        own_posts.register()
        own_signups.register()
        handover.register_kinds()
        register_public_words(
            Post,
            fields=["answer"],
            label=_("讨论答复"),
            about=discussions.about_answer,
            applied=discussions.note_answer,
            is_live=True,
        )
