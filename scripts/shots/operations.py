"""Backups, alarms and the copy that is handed out while nothing answers."""

import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser

from scripts.desk import Account, Desk, visit
from scripts.shots.camera import PHONE, TALL, keep

# By which what is made up is found again; no file has this digest.
MADE_UP = "made up for the manual"
KEY_MISSING = "密文与做成时一致。这台机器上没有私钥，没有解开，也没有试着恢复。"
TRIED = "已恢复到临时的数据库和文件夹，214张表的行数和1286个文件的校验值全部与清单一致。"
FULL = "磁盘空间不够：需要3.4 GB，只剩1.2 GB。"
NIGHTS, FAILED_NIGHT, TRIED_NIGHT, COMPARED_NIGHT = 7, 4, 5, 1
ALARM = {
    "kind": "disk",
    "subject": "/srv/unionsite/var",
    "text": "只剩812 MB，共40960 MB。\n请清理旧的备份和日志，或者扩充磁盘。用满以后，网站不能保存任何内容。",
}
# Address of a page in the copy by the name of its picture.
COPIED = {"copy-home-phone": "/", "copy-stopped-phone": "/account/"}


def prepare() -> dict[str, str]:
    """Lay a week of backups and an alarm; return the copy's pages by the names of their pictures."""
    from django.utils import timezone

    from unionsite.operations.alarms.models import Alarm
    from unionsite.operations.backups.models import BackupRun
    from unionsite.operations.copies.rules import file_of
    from unionsite.operations.copies.services.taking import Taker

    now = timezone.localtime()
    last = now.replace(hour=3, minute=0, second=9) - timedelta(days=now.hour < 4)
    BackupRun.objects.bulk_create(_runs(BackupRun, last))
    since = now - timedelta(minutes=40)
    Alarm.objects.create(**ALARM, since=since, seen_at=now, told_at=since)
    with tempfile.TemporaryDirectory() as folder:
        taker = Taker([Path(folder)])
        taker.take("/")
        taker.take_standing()
        return {name: Path(folder, file_of(address)).read_text("utf-8") for name, address in COPIED.items()}


def _runs(model, last):
    """Yield a backup of each night, and two drills."""
    from unionsite.operations.backups.rules import name_of

    for nights in range(NIGHTS):
        at = last - timedelta(days=nights)
        facts = {"began_at": at, "digest": MADE_UP, "place": "/mnt/backups"}
        name = {"name": name_of(at)}
        size = {"size": 812_300_000 - nights * 3_100_000, "files": 1286 - nights * 4, "rows": 48_212 - nights * 160}
        good = nights != FAILED_NIGHT
        told = name | size | {"state": "good"} if good else name | {"state": "failed", "words": FULL}
        yield model(kind="backup", ended_at=at + timedelta(seconds=74), **facts, **told)
        drill = (
            facts | name | {"kind": "drill", "began_at": at + timedelta(hours=1), "ended_at": at + timedelta(hours=1)}
        )
        if nights == COMPARED_NIGHT:
            yield model(**drill, state="partly", size=size["size"], words=KEY_MISSING)
        if nights == TRIED_NIGHT:
            yield model(**drill, **size, state="good", words=TRIED)


def throw_away() -> None:
    from unionsite.operations.alarms.models import Alarm
    from unionsite.operations.backups.models import BackupRun

    BackupRun.objects.filter(digest=MADE_UP).delete()
    Alarm.objects.filter(**ALARM).delete()


def take(chromium: Browser, base: str, people: dict[str, Account], copies: dict[str, str]) -> None:
    admin = Desk(chromium, base, people["admin"])
    admin.sign_in()
    for name, address, height in (("alarms", "", 960), ("backups", "backups/", 700)):
        admin.page.set_viewport_size(TALL | {"height": height})
        admin.visit(address)
        keep(admin.page, name)
    phone = chromium.new_page(viewport=PHONE, locale="zh-CN", has_touch=True, is_mobile=True)
    for name, address in COPIED.items():
        # As nginx does it: the page is the copy's, styles and pictures are the site's.
        phone.route(base + address, _handing_out(copies[name]))
        visit(phone, base + address)
        keep(phone, name)


def _handing_out(html: str):
    return lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
