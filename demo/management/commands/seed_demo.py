"""Fills an empty site with the demo content."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from demo.seeding import is_seeded, seed
from unionsite.accounts.models import User
from unionsite.core.models import PiecePage

# Where the statutes may be found beside a checkout of the project.
STATUTES = ("../shared/data/laws", "data/laws")


class Command(BaseCommand):
    help = "Fill an empty site with invented pieces, pictures and accounts; never in production."

    def add_arguments(self, parser):
        parser.add_argument("--statutes", help="Folder with the statutes; else looked for beside the project.")

    def handle(self, *, statutes, **options):
        if not settings.DEBUG and not getattr(settings, "ALLOW_DEMO", False):
            raise CommandError("演示内容不能写入正式站点。")
        if is_seeded():
            self.stdout.write("演示内容已经在了，未作改动。")
            return
        if User.objects.exists() or PiecePage.objects.exists():
            self.stdout.write("站点已有账号或稿件，为免覆盖，未写入演示内容。")
            return
        folder = next((path for path in map(Path, [statutes] if statutes else self.places()) if path.is_dir()), None)
        if folder:
            call_command("import_statutes", str(folder), verbosity=options["verbosity"])
        else:
            self.stdout.write("没有找到法律法规数据，法规库留空，稿件中的法条只写名称。（可用 --statutes 指定文件夹）")
        seed(say=self.stdout.write)
        self.stdout.write("演示内容已就绪。")

    @staticmethod
    def places() -> list[Path]:
        return [settings.BASE_DIR / place for place in STATUTES]
