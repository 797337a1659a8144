"""`manage.py archive_site`: a dated archive of the public site, or the check of one."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from unionsite.operations.archives.bags import FolderTaken, faults_of
from unionsite.operations.archives.services.archive import archive_site
from unionsite.operations.reader.asking import SiteMapFailed


class Command(BaseCommand):
    help = "把公开网站归档为WARC文件，附目录和校验值；用--check核对已有的归档或导出。"

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, help="新建的文件夹；默认是VAR_DIR/archives下以时间命名的文件夹")
        parser.add_argument("--check", type=Path, metavar="FOLDER", help="核对这个文件夹，不归档")

    def handle(self, *, to, check, **_options):
        if check:
            if faults := faults_of(check):
                raise CommandError("\n".join(["与归档时不一致：", *faults]))
            self.stdout.write("核对无误：文件齐全，没有改动。")
            return
        folder = to or Path(settings.VAR_DIR) / "archives" / f"{timezone.localtime():%Y%m%d-%H%M%S}"
        try:
            done = archive_site(folder=folder)
        except FolderTaken:
            raise CommandError(f"{folder}里已经有文件，请换一个新的文件夹。") from None
        except SiteMapFailed as error:
            raise CommandError(f"没有归档：{error}请先让网站正常打开，再执行一次。") from error
        self.stdout.write(
            f"已归档：{done.pages}个网页，{done.files}个其他文件，{done.size / 2**20:.1f} MB，在{folder}。"
        )
        if done.failed:
            self.stderr.write(f"{done.failed}个地址没有内容，没有归档。")
