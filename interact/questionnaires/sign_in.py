"""Signing in on the page of a questionnaire, so that what was chosen is not lost on the way to another page."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from unionsite.accounts.models import User
from unionsite.accounts.sign_in import staging
from unionsite.accounts.sign_in.forms import PasswordForm

PREFIX = "sign_in"


class SignInPlaceForm(PasswordForm):
    """工号 and password within the form of the questionnaire; an employee who has them right is in.

    The same counts and locks as on the sign-in page. Staff, who prove a second factor, are told to do so beside it.
    """

    prefix = PREFIX

    def __init__(self, request: HttpRequest, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        username, password = self.fields["username"], self.fields["password"]
        username.label, username.error_messages["required"] = _("工号或用户名"), _("请填写工号或用户名。")
        # The questions come first.
        del username.widget.attrs["autofocus"]
        for field in (username, password):
            field.widget.use_required_attribute = lambda _initial: False

    def clean(self):
        data = super().clean()
        if self.user is not None and self.user.is_guarded:
            self.add_error(
                None,
                _("您的账号需要两步验证，不能在这里登录。请在浏览器的另一个标签页登录后台，再回到本页按“提交”。"),
            )
        return data

    def sign_in(self) -> User | None:
        """Who is signed in by this form, if it is right; a locked name is an error of the form."""
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
            # Or axes would answer in the place of the page, and what was chosen would be gone.
            self.request.axes_locked_out = False
            return settings.AXES_COOLOFF_TIME // timedelta(minutes=1)
        return self.seconds_to_wait // 60
