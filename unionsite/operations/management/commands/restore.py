"""manage.py restore: brings a backup back on an empty machine, or says why not before anything is touched."""

from datetime import datetime
from pathlib import Path

from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from unionsite.core.columns import moment
from unionsite.operations.backups import archive
from unionsite.operations.backups.choices import BackupError
from unionsite.operations.backups.services import restoring


class Command(BaseCommand):
    help = "把备份恢复到空的数据库和空的文件夹。先完整检查备份，没有问题才写入；写完再核对一遍。"
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("name", help="备份文件的路径，或者BACKUP_PLACE里的文件名")
        parser.add_argument("--identity", type=Path, required=True, help="私钥文件")
        parser.add_argument("--check", action="store_true", help="只检查能不能恢复，不写入")
        parser.add_argument("--accept-foreign", action="store_true", help="接受不是用这里的AUDIT_KEY做的备份")

    def handle(self, *_args, name, identity, check, accept_foreign, **_options):
        try:
            identities = archive.identities_in(identity)
            connections.close_all()
            target = restoring.own_target()
            if check:
                contents = restoring.read_through(name, identities, target)
                self.stdout.write(f"可以恢复：{contents.rows}行数据，{contents.files}个文件。没有写入任何内容。")
                return
            contents = restoring.restore(
                name, identities, target, accepts_foreign=accept_foreign, tell=self.stdout.write
            )
        except BackupError as error:
            raise CommandError(str(error)) from error
        made = moment(datetime.fromisoformat(contents.head["created_at"]))
        tables = len(contents.head["rows"])
        self.stdout.write(f"已恢复{made}的备份：{tables}张表的行数、{contents.files}个文件的校验值与清单一致。")
        connections.close_all()
        # Does nothing for a backup of this very version.
        call_command("migrate", verbosity=0, interactive=False)
        restoring.note_restored(name)
        for line in restoring.what_holds():
            self.stdout.write(line)
        self.stdout.write("审计日志送到另一台机器的，先照手册《备份与恢复》第六节第5步办，再启动网站。")
        self.stdout.write("接着请再运行一次安装命令（不带--for-restore和--env），再打开/healthz和首页看一看。")
        self.stdout.write("不是用deploy/install安装的：运行compile_texts和collectstatic，启动网站。")
