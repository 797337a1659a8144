"""Password validators: longer for staff than for employees, of several kinds of characters, and not used before."""

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from unionsite.accounts.choices import EMPLOYEE_PASSWORD_LENGTH, PASSWORD_HISTORY, STAFF_PASSWORD_LENGTH
from unionsite.accounts.people import rules
from unionsite.accounts.sign_in.services import remember_password


def is_for_staff(user) -> bool:
    """Whether the stricter rule holds; also without a user, or with one who is not stored yet."""
    return getattr(user, "pk", None) is None or user.is_guarded


class LengthValidator:
    """At least 12 characters for staff, 8 for employees (等保 口令复杂度)."""

    def validate(self, password, user=None):
        least = STAFF_PASSWORD_LENGTH if is_for_staff(user) else EMPLOYEE_PASSWORD_LENGTH
        if len(password) < least:
            raise ValidationError(
                _("密码太短，至少要有%(least)d个字符。") % {"least": least}, code="password_too_short"
            )

    def get_help_text(self):
        return _("后台人员的密码至少%(staff)d个字符，职工的密码至少%(employee)d个字符。") % {
            "staff": STAFF_PASSWORD_LENGTH,
            "employee": EMPLOYEE_PASSWORD_LENGTH,
        }


class ClassesValidator:
    """At least three of the four classes of characters for staff, two for employees."""

    def validate(self, password, user=None):
        least = 3 if is_for_staff(user) else 2
        if rules.character_classes(password) < least:
            raise ValidationError(
                _("小写字母、大写字母、数字、其他符号中，至少要有%(least)d类。") % {"least": least},
                code="password_too_simple",
            )

    def get_help_text(self):
        return _("小写字母、大写字母、数字、其他符号中，后台人员至少用三类，职工至少用两类。")


class HistoryValidator:
    """None of the last five; it also stores them, because Django calls it after every stored password."""

    def validate(self, password, user=None):
        if getattr(user, "pk", None) is None:
            return
        former = user.password_records.values_list("password", flat=True)[:PASSWORD_HISTORY]
        # The user's own field holds the current password even where no record was made, as after `createsuperuser`.
        if any(check_password(password, hashed) for hashed in {user.password, *former} if hashed):
            raise ValidationError(
                _("不能使用最近%(number)d次用过的密码。") % {"number": PASSWORD_HISTORY}, code="password_used_before"
            )

    def password_changed(self, password, user=None):
        if getattr(user, "pk", None) is not None:
            remember_password(user=user)

    def get_help_text(self):
        return _("不能与最近%(number)d次用过的密码相同。") % {"number": PASSWORD_HISTORY}
