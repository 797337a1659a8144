"""System checks: a deployed site makes backups, sealed to keys that are right, and not on its own disk alone."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from unionsite.operations.backups.archive import checked_recipients
from unionsite.operations.backups.choices import BackupError
from unionsite.operations.backups.queries import is_configured


@register(Tags.security, deploy=True)
def backups_are_made(app_configs, **kwargs):
    """operations.W001: no BACKUP_RECIPIENTS, so nothing is backed up; E001: one of them is mistyped; W002: the backups
    lie beside what they are of; W003: their private key lies where they do."""
    if not is_configured():
        hint = "在.env中填写BACKUP_RECIPIENTS和BACKUP_PLACE（或BACKUP_URL），见手册《备份与恢复》。"
        return [Warning("没有设置备份，服务器坏了就什么都找不回来。", hint=hint, id="operations.W001")]
    try:
        checked_recipients(settings.BACKUP_RECIPIENTS)
    except BackupError as error:
        return [Error(str(error), id="operations.E001")]
    found, place = [], Path(settings.BACKUP_PLACE)
    if not settings.BACKUP_PLACE.startswith("s3://"):
        if place.resolve().is_relative_to(Path(settings.VAR_DIR).resolve()):
            hint = "BACKUP_PLACE请写另一块磁盘上的文件夹，或者用BACKUP_URL；不然请每天把备份拷到另一台机器。"
            found.append(Warning("备份与网站在同一个文件夹，磁盘坏了一起丢失。", hint=hint, id="operations.W002"))
        identity = settings.BACKUP_DRILL_IDENTITY
        if identity and Path(identity).resolve().is_relative_to(place.resolve()):
            hint = "把BACKUP_DRILL_IDENTITY的文件移到别处。"
            found.append(Warning("私钥与备份放在一起，拿到备份的人就能打开。", hint=hint, id="operations.W003"))
    return found
