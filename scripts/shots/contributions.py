"""A contribution from an employee's phone to the editors' list."""

import secrets
from pathlib import Path

from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from scripts.desk import Account, Desk, give_password, press, visit
from scripts.shots.camera import PHONE, keep

# The head of the employee's department, who comes and goes for the pictures.
HEAD = {"username": "zhouruohe", "name": "周若禾", "email": "zhouruohe@example.com"}
TITLE = "质量部把检测课堂搬到生产线旁"
TEXT = """11月18日下午，质量部在总装车间举办“质量微课堂”，请三位检测技师讲量具使用和常见误差。

大家围在工位旁，边看边量。技师杜明说，量具放平、读数放慢，误差就少了一半。

活动一共来了26名职工，两个班组当场约定每周互查一次。"""
CAPTIONS = ("技师杜明讲解量具使用", "职工在工位旁练习测量")


def prepare() -> tuple[list[Path], Account]:
    """Pictures to send in, and the head who signs off."""
    from django.utils import timezone

    from unionsite.accounts.models import User
    from unionsite.core.models import SiteImage

    department = User.objects.get(username="employee").department
    head = User(**HEAD, department=department, activated_at=timezone.now())
    password = secrets.token_urlsafe(16)
    head.set_password(password)
    head.save()
    department.heads.add(head)
    photos = [Path(image.file.path) for image in SiteImage.objects.order_by("pk")[: len(CAPTIONS)]]
    return photos, Account(HEAD["username"], password)


def throw_away() -> None:
    from django.db.models import Q
    from wagtail.models import Page

    from unionsite.accounts.models import User
    from unionsite.core.models import SiteImage
    from unionsite.publishing.contributions.pieces import Contribution

    for piece in Contribution.objects.filter(title=TITLE, sender__username="employee"):
        images = list(SiteImage.objects.filter(pk__in=piece.pictures.values("image")))
        for picture in piece.pictures.all():
            for file in (picture.file, picture.small):
                file.delete(save=False)
        for page in Page.objects.filter(
            Q(pk=piece.page_id) | Q(alias_of=piece.page_id, alias_of__isnull=False)
        ).order_by("-pk"):
            page.specific.delete()
        piece.delete()
        for image in images:
            image.delete()
    User.objects.filter(username=HEAD["username"], email=HEAD["email"]).delete()


def take(chromium: Browser, base: str, people: dict[str, Account], head: Account, photos: list[Path]) -> None:
    phone = _phone(chromium, base, people["employee"])
    visit(phone, f"{base}/contribute/new/")
    keep(phone, "contribute-phone")
    for name, text in {"title": TITLE, "text": TEXT, "place": "总装车间", "author": "郑春燕"}.items():
        phone.fill(f"[name={name}]", text)
    phone.get_by_label("活动", exact=True).check()
    phone.fill("[name=happened_on]", "2026-11-18")
    phone.set_input_files("[name=pictures]", photos)
    phone.locator("[name^=caption-]").nth(len(photos) - 1).wait_for()
    phone.wait_for_load_state("networkidle")
    for field, caption in zip(phone.locator("[name^=caption-]").all(), CAPTIONS, strict=True):
        field.fill(caption)
    phone.fill("[name=people]", "杜明、郑春燕")
    phone.check("[name=consent]")
    phone.locator("#pictures-title").evaluate("title => title.scrollIntoView({block: 'start', behavior: 'instant'})")
    keep(phone, "contribute-pictures-phone")
    press(phone.get_by_role("button", name="提交给部门核稿"))
    keep(phone, "contribute-state-phone")

    other = _phone(chromium, base, head)
    visit(other, f"{base}/contribute/review/")
    keep(other, "sign-off-list-phone")
    press(other.get_by_role("link", name=TITLE))
    buttons = other.locator(".contribute__decision .account__buttons")
    buttons.evaluate("buttons => buttons.scrollIntoView({block: 'center', behavior: 'instant'})")
    keep(other, "sign-off-phone")
    press(other.get_by_role("button", name="同意，转给编辑"))

    editor = Desk(chromium, base, people["editor"])
    editor.sign_in()
    editor.visit("contributions/")
    press(editor.page.get_by_role("link", name=TITLE))
    keep(editor.page, "contribution")


def _phone(chromium: Browser, base: str, account: Account) -> Tab:
    phone = chromium.new_page(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    visit(phone, f"{base}/account/login/")
    give_password(phone, account)
    return phone
