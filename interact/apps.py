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
        from interact.discussions import services as discussions
        from interact.discussions.models import Post
        from interact.discussions.views import own_posts
        from interact.following.account_section import own_cases, ways_on
        from interact.sending import account_section as own_drafts
        from interact.signups.views import own_signups
        from unionsite.accounts.own_account.personal_data import register_account_section
        from unionsite.accounts.public_words.services import register_public_words
        from unionsite.core import health

        health.CHECKS["cases"] = checks.check_cases
        own_drafts.register()
        register_account_section(10, _("我的诉求"), own_cases, ways_on)
        register_account_section(20, _("我的报名"), own_signups)
        register_account_section(40, _("我的发言"), own_posts)
        handover.register_kinds()
        register_public_words(
            Post,
            fields=["answer"],
            label=_("讨论答复"),
            about=discussions.about_answer,
            applied=discussions.note_answer,
            is_live=True,
        )
