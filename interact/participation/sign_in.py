"""Signing in on the page of an activity or questionnaire itself, so that what was chosen is not lost by leaving it."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from unionsite.accounts.models import User
from unionsite.accounts.sign_in import staging
from unionsite.accounts.sign_in.forms import PasswordForm
from unionsite.accounts.sign_in.views.sign_in import Way, ways_in

PREFIX = "sign_in"


class SignInPlaceForm(PasswordForm):
    """The fields for 工号 and password within the form of the questionnaire; they sign employees in.

    Counts and locks are those of the sign-in page. Staff need a second factor and are told to sign in in another tab.
    """

    prefix = PREFIX

    def __init__(self, request: HttpRequest, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        username, password = self.fields["username"], self.fields["password"]
        username.label, username.error_messages["required"] = _("工号或用户名"), _("请填写工号或用户名。")
        # The questions come first, so the focus must not be here.
        del username.widget.attrs["autofocus"]
        for field in (username, password):
            field.widget.use_required_attribute = lambda _initial: False

    def clean(self):
        data = super().clean()
        if self.user is not None and self.user.is_guarded:
            self.add_error(
                None,
                _(
                    "您的账号需要两步验证，不能在这里登录。请在浏览器的另一个标签页登录后台，再回到本页，重新按最下面的按钮。"
                ),
            )
        return data

    @property
    def ways(self) -> list[Way]:
        """Return the other ways in, which lead back to this page; its script keeps meanwhile what was chosen."""
        return ways_in(self.request, self.request.path)

    def sign_in(self) -> User | None:
        """Sign in and return the user, or None if the form is wrong; a locked name is an error of the form."""
        if not self.is_valid() or self.user is None:
            if minutes := self._minutes_to_wait():
                self.add_error(
                    None,
                    _("输错的次数太多，暂时不能登录。请过%(minutes)s分钟再试，或联系工会办公室。")
                    % {"minutes": minutes},
                )
            return None
        staging.finish_employee(self.request, self.user)
        return self.user

    def _minutes_to_wait(self) -> int:
        if getattr(self.request, "axes_locked_out", False):
            # Otherwise axes would answer instead of the page, and the answers would be lost.
            self.request.axes_locked_out = False
            return settings.AXES_COOLOFF_TIME // timedelta(minutes=1)
        return self.seconds_to_wait // 60
