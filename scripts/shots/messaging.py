"""消息: the list and the choice on a phone, the outlets of the admin."""

from playwright.sync_api import Browser

from scripts.desk import Account, Desk, give_password, visit
from scripts.shots.camera import PHONE, keep

EVENT = "picture"
SAID = (
    ("您提交的事项有了答复", 0, False),
    ("您候补的“工会羽毛球班”有了名额，已为您报上", 0, False),
    ("“我最喜欢的工友”评选明天结束，还没有参加的请抓紧", 1, True),
    ("您的投稿已经发布", 3, True),
)
OUTLETS = ("企业微信应用", "终审群", "本部门群")


def prepare() -> None:
    from datetime import timedelta

    from django.contrib.auth.models import Group
    from django.utils import timezone

    from unionsite.accounts.models import User
    from unionsite.messaging.models import Message, Outlet

    employee, today = User.objects.get(username="employee"), timezone.localdate()
    for words, days, is_read in SAID:
        day = today - timedelta(days=days)
        Message.objects.create(person=employee, event=EVENT, words=words, address="/", day=day, is_read=is_read)
    application, final, department = OUTLETS
    robot = {"platform": "wecom", "is_robot": True, "is_on": True, "sent": 36}
    Outlet.objects.create(platform="wecom", name=application, is_on=True, sent=214)
    Outlet.objects.create(name=final, role=Group.objects.get(name="终审"), **robot)
    fault = "机器人的密钥不对，或者机器人已不在群里"
    Outlet.objects.create(name=department, department=employee.department, failed=2, fault=fault, **robot)


def throw_away() -> None:
    from unionsite.messaging.models import Message, Outlet

    Message.objects.filter(event=EVENT).delete()
    Outlet.objects.filter(name__in=OUTLETS).delete()


def take(chromium: Browser, base: str, people: dict[str, Account]) -> None:
    phone = chromium.new_page(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    visit(phone, f"{base}/account/login/")
    give_password(phone, people["employee"])
    visit(phone, f"{base}/account/messages/")
    keep(phone, "messages-phone")
    visit(phone, f"{base}/account/messages/settings/")
    keep(phone, "messages-settings-phone")
    admin = Desk(chromium, base, people["admin"])
    admin.sign_in()
    admin.visit("messages/outlets/")
    keep(admin.page, "outlets")
