"""manage.py make_backup_key FILE: a new pair of keys for backups; to be run on another computer than the server."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from unionsite.operations.backups.choices import BackupError
from unionsite.operations.backups.services.making import new_key, write_new


class Command(BaseCommand):
    help = "生成一对备份用的钥匙：私钥写入新文件，公钥显示在屏幕上。请在服务器以外的电脑上运行。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="私钥写入这个新文件")

    def handle(self, *_args, file, **_options):
        public, text = new_key(timezone.now())
        try:
            write_new(file, text.encode())
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"私钥已写入{file}，请存到U盘，锁好，不要放在服务器上。公钥（填入.env的BACKUP_RECIPIENTS）：")
        self.stdout.write(public)
