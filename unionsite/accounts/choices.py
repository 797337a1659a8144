"""Roles of staff, states of employees, and limits that no administrator may change."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """Groups that `setup_site` makes; the value is the group's name (security.md 3.3, S-6.6)."""

    AUTHOR = "信息员"
    EDITOR = "编辑"
    FIRST_REVIEW = "初审"
    FINAL_REVIEW = "终审"
    EMERGENCY = "应急下线"
    REPORTS = "举报办理"
    ADMINISTRATOR = "系统管理员"
    SECURITY = "安全管理员"
    AUDITOR = "审计员"


# 三员分立: only a superuser gives or takes these, and nobody holds two of them.
ADMINISTRATION = frozenset({Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR})

# Roles that let words go public or take them down, read reports, or appoint people who do: making or recovering such an
# account takes two people.
GUARDED_ROLES = frozenset({Role.FIRST_REVIEW, Role.FINAL_REVIEW, Role.EMERGENCY, Role.REPORTS}) | ADMINISTRATION

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING_LIFE = timedelta(minutes=5)  # between the password and the code
STEP_UP_LIFE = timedelta(minutes=5)  # how long a code counts for dangerous actions
FORM_TIME = timedelta(minutes=10)  # added to STEP_UP_LIFE for sending a form, so that what was typed is not lost
TICKET_LIFE = timedelta(hours=24)
BACKUP_CODES = 10
MOST_PASSKEYS = 10
LONGEST_CODE_DELAY = timedelta(hours=1)  # django-otp's doubling would lock a person out for years
CODE_FAILURES_TO_ALERT = 5
PASSWORD_FAILURES_TO_ALERT = 10  # wrong passwords from strangers at one name in an hour
KNOWN_BROWSER_LIFE = timedelta(days=180)
PEOPLE_AT_ONE_BROWSER = 8  # for computers that a shift shares
PASSWORD_HISTORY = 5
STAFF_PASSWORD_LENGTH = 12
EMPLOYEE_PASSWORD_LENGTH = 8
ACTIVATION_LIFE = timedelta(days=30)
ACTIVATION_CODE_LENGTH = 16  # 78 bits
MAIL_CHANGE_LIFE = timedelta(hours=24)
CONTACTS_AFTER_LEAVING = timedelta(days=180)  # after this, phone, mail address, password and times are cleared


class EmployeeState(TextChoices):
    """The state of an employee's account."""

    WAITING = "waiting", _("未激活")
    ACTIVE = "active", _("在用")
    DISABLED = "disabled", _("停用")
    LEFT = "left", _("离职")
