"""The sso wing: what it brings."""

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
