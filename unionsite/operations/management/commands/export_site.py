"""`manage.py export_site FOLDER`: everything in open formats, for the day the union leaves this software."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from unionsite.core.sealing import SealingError
from unionsite.operations.archives.bags import FolderTaken
from unionsite.operations.archives.cases import NotARecipient
from unionsite.operations.archives.services.export import export_site


class Command(BaseCommand):
    help = "把网站的全部数据以开放格式导出到一个新的文件夹。诉求只在指定--with-cases时导出，并且加密。"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--with-cases", default="", metavar="AGE公钥", help="连同诉求一起导出，只有这把公钥（age1…）的私钥能解密"
        )

    def handle(self, *, folder, with_cases, **_options):
        try:
            done = export_site(folder=folder, cases_for=with_cases)
        except FolderTaken:
            raise CommandError(f"{folder}里已经有文件，请换一个新的文件夹。") from None
        except NotARecipient:
            raise CommandError("--with-cases后面要写age的公钥，以age1开头。没有导出。") from None
        except SealingError as error:
            raise CommandError(f"诉求密钥打不开这一件，没有导出：{error}。请检查CASE_KEYS。") from error
        self.stdout.write(f"已导出{done.counts['pages.jsonl']}个页面，共{done.rows}行，在{folder}。")
        for name in done.missing:
            self.stderr.write(f"没有找到：{name}")
