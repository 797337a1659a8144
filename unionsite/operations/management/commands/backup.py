"""manage.py backup: database and uploads into one sealed file; or, with --keys-to, the keys of .env into another."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError

from unionsite.operations.backups.choices import BackupError
from unionsite.operations.backups.services.making import make_backup, seal_keys


class Command(BaseCommand):
    help = "把数据库和上传的文件加密备份到BACKUP_PLACE；.env里的密钥不在其中，用--keys-to另外保存。"

    def add_arguments(self, parser):
        parser.add_argument("--keys-to", type=Path, help="不做备份，把.env里的密钥加密给保管密钥的人，写到这个新文件")

    def handle(self, *_args, keys_to, **_options):
        try:
            if keys_to:
                seal_keys(keys_to)
                self.stdout.write(f"密钥已加密写入{keys_to}。请拷到U盘等与备份不在一起的地方，再删除这里的。")
                return
            run = make_backup()
        except BackupError as error:
            raise CommandError(str(error)) from error
        seconds = (run.ended_at - run.began_at).total_seconds()
        holds = f"{run.size / 2**20:.1f}MB，{run.rows}行数据，{run.files}个文件"
        self.stdout.write(f"备份完成：{run.name}，{holds}，用时{seconds:.0f}秒。")
