"""The sso wing: what it brings; and allauth's two apps without tables, which load its providers and store nothing."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from unionsite.core.wings import Wing, WingConfig

WING = Wing(
    name="sso",
    title=_("统一身份登录"),
    apps=("unionsite.accounts.sso.apps.SsoConfig",),
    reader_urls="unionsite.accounts.sso.views",
)


class SsoConfig(WingConfig):
    name = "unionsite.accounts.sso"
    label = "sso"
    verbose_name = "统一身份登录"

    def join(self):
        # Imported here, because models are loaded only now.
        from unionsite.accounts.sign_in.views.sign_in import other_ways
        from unionsite.accounts.sso.views import buttons

        other_ways.append(buttons)


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
