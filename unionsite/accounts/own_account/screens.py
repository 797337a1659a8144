"""One's own account screen: what the union's registers say about a person is not theirs to change here."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.views.account import AccountView, ChangePasswordPanel, NameEmailSettingsPanel

from unionsite.accounts.sign_in.services.sessions import take_over_session

# 姓名 comes from the roll, and a password is changed where its rules are told.
LEFT_OUT = (NameEmailSettingsPanel, ChangePasswordPanel)


class StaffAccountView(AccountView):
    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, LEFT_OUT)]

    def post(self, request):
        response = super().post(request)
        # Wagtail gives the session a new key, whatever was saved: it is still this person's only one.
        take_over_session(user=request.user, session_key=request.session.session_key)
        return response


def second_factor_item(request):
    return {
        "url": reverse("accounts:second_factor"),
        "label": _("两步验证和密码"),
        "help_text": _("更换手机验证器、添加通行密钥、重新生成备用恢复码、修改密码。"),
    }
