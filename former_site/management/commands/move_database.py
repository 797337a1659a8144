"""manage.py move_database: takes all rows from this database to another, SQLite and PostgreSQL both ways."""

import os
import subprocess
import sys

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError
from django.db import connections

from former_site import moving

TARGET = "target"


class Command(BaseCommand):
    help = "把全部数据搬到另一个数据库（SQLite与PostgreSQL之间），逐表核对行数和内容；原数据库不动。"

    def add_arguments(self, parser):
        parser.add_argument("url", help="新数据库的地址，写法与DATABASE_URL相同；写-则从标准输入读，命令里不留密码")

    def handle(self, *, url, verbosity, **options):
        url = sys.stdin.readline().strip() if url == "-" else url
        # SQLite's file is for nobody else to read.
        os.umask(0o077)
        source, target = connections["default"], self.connect(url)
        # Migrations may name the site's own database, so they run in a process that knows no other.
        self.manage("migrate", url)
        if get_user_model()._base_manager.using(TARGET).exists():
            raise CommandError("新数据库里已经有账号，不是空的。没有写入任何内容。")
        moved = []
        try:
            for table in moving.move(source, target):
                moved.append(table)
                if verbosity > 1:
                    self.stdout.write(f"  {table.table}：{table.rows}行")
        except moving.MoveError as error:
            raise CommandError(str(error)) from error
        finally:
            target.close()
        for command in ("update_index", "rebuild_search"):
            self.manage(command, url)
        rows = sum(table.rows for table in moved)
        self.stdout.write(f"已搬{len(moved)}张表、{rows}行，行数和内容逐表一致；搜索已重新收录。")
        for name, count in moving.left_behind(source).items():
            self.stdout.write(f"没有带走：表{name}（{count}行），现在的版本不用它。")
        self.stdout.write("上传的文件和各项密钥不变。请在.env中把DATABASE_URL改成新地址，再启动网站和各项服务。")

    def connect(self, url: str):
        try:
            target = moving.connect(TARGET, url)
        except Exception as error:
            raise CommandError(f"连不上新数据库：{error}") from error
        if moving.place(target) == moving.place(connections["default"]):
            raise CommandError("新地址就是现在的数据库。")
        return target

    def manage(self, command: str, url: str):
        # Our own program, with a command that is named above.
        line = [sys.executable, str(settings.BASE_DIR / "manage.py"), command, "--verbosity=0"]
        if subprocess.run(line, env=os.environ | {"DATABASE_URL": url}, check=False).returncode:
            raise CommandError(f"新数据库上的{command}没有成功，原因见上。")
