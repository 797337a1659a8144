"""manage.py drill_restore: tries whether the newest backup can be restored, in a scratch database and folder."""

from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from unionsite.operations.backups.choices import BackupError
from unionsite.operations.backups.services.drilling import drill


class Command(BaseCommand):
    help = "把最新的备份恢复到临时的数据库和文件夹，核对后删除，并写下演练记录。网站照常使用。"

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", default="", help="备份的文件名或路径；不写是最新的一份")
        parser.add_argument("--identity", type=Path, help="私钥文件；不写用BACKUP_DRILL_IDENTITY，都没有就只核对密文")

    def handle(self, *_args, name, identity, **_options):
        identity = identity or (Path(settings.BACKUP_DRILL_IDENTITY) if settings.BACKUP_DRILL_IDENTITY else None)
        try:
            run = drill(name=name, identity=identity)
        except BackupError as error:
            raise CommandError(f"恢复演练没有通过：{error}") from error
        self.stdout.write(f"{run.get_state_display()}：{run.name}。{run.words}")
