"""An empty site to practise on (`make run EMPTY=1`): its first administrator, as `deploy/install` makes one."""

import secrets

from django.utils import timezone

from unionsite.accounts.people.models import User
from unionsite.accounts.second_factor.models import authenticator_of
from unionsite.accounts.staff import services
from unionsite.core.wings import is_on

NAME = "admin"
AT_EACH_START = "以上每次启动都换新的，直到本人登录、改好密码。New ones at each start until the password is changed."
FIRST_PAGE = "登录后台，第一页是“上线清单”，照着办到开通。The first page of the admin lists what is left to do."


def first_administrator() -> list[tuple[str, str]]:
    """Return rows for the console: password and ticket of the first administrator, made anew at each start until they
    have come in, so that neither lies about in a file; no rows afterwards."""
    user = User.objects.filter(is_superuser=True).order_by("pk").first()
    if user is not None and not user.must_change_password:
        return []
    user = user or User.objects.create_superuser(NAME, f"{NAME}@example.com")
    password = f"{secrets.token_urlsafe(12)}-Ug8"
    user.set_password(password)
    user.must_change_password = True
    user.save()
    rows = [("用户名 Name", user.username), ("初始密码 Password", password)]
    if authenticator_of(user) is None:
        ticket = services.issue_ticket(user=user, actor=None, reason="练习开通", now=timezone.now())
        rows.append(("绑定凭证 Ticket", ticket))
    rows.append(("", AT_EACH_START))
    rows.append(("验证码 Code", f"make code EMPTY=1 USER={user.username}（手边没有手机的 without a phone）"))
    return [*rows, ("", FIRST_PAGE)] if is_on("operations") else rows
