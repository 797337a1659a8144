"""allauth's two apps without their tables: its providers load only where they are installed; nothing is stored."""

from django.apps import AppConfig


class DormantConfig(AppConfig):
    """An app whose models are classes only: no tables, no migrations, no part in deleting a person, no permissions."""

    def import_models(self):
        self.models = {}


class AccountConfig(DormantConfig):
    # Without allauth's own config its middleware is not asked for: none of its pages is there to need it.
    name = "allauth.account"


class SocialAccountConfig(DormantConfig):
    name = "allauth.socialaccount"

    def ready(self):
        # Now, before the first request: the models join the classes that they point to, which is not safe in threads.
        from unionsite.accounts.sso import providers  # noqa: F401
