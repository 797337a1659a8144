"""manage.py import_site: makes a table for `import_pages` of a former website, from its site map or its addresses."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from former_site.collecting import HEADINGS, Collected, collect
from former_site.fetching import FormerSite, NotTaken, decoded
from former_site.recognition import without_scheme
from unionsite.core.spreadsheets import csv_lines

SHOWN_EVERY = 20


class Command(BaseCommand):
    help = (
        "按旧网站的网站地图或网址清单取回各页，认出标题、日期、栏目和正文，连同图片、附件整理成表格，供人核对后用import_pages导入。"
        "只向旧网站取，不写入本站；中断后再运行，取过的不再取。"
    )

    def add_arguments(self, parser):
        parser.add_argument("source", help="网站地图的网址（https://…/sitemap.xml），或文件：每行一个网址")
        parser.add_argument("--to", type=Path, required=True, help="放在哪个文件夹，没有的会新建")
        parser.add_argument("--pause", type=float, default=1.0, help="每取一次停几秒，默认1秒")
        parser.add_argument("--most", type=int, default=5000, help="最多取多少页，默认5000")
        parser.add_argument("--inner", action="store_true", help="旧网站在内网")

    def handle(self, *, source: str, to: Path, pause: float, most: int, inner: bool, verbosity: int, **options):
        try:
            is_address = source.startswith(("http://", "https://"))
            text = "" if is_address else decoded(Path(source).read_bytes())
            start = source if is_address else next(FormerSite.listed(text), "")
            site = FormerSite(start, to, pause=pause, may_be_inner=inner)
            addresses = list(dict.fromkeys(site.addresses(text or site.text(source, ("xml", "text")))))
            done: list[Collected] = []
            for number, address in enumerate(addresses[:most], start=1):
                done.append(collect(site, address, timezone.get_current_timezone()))
                if number % SHOWN_EVERY == 0 and verbosity:
                    self.stderr.write(f"已看{number}页，共{len(addresses)}页", style_func=str)
            # A site map may list the further pages of an article too.
            further = {without_scheme(page) for one in done for page in one.pages}
            pieces = [one for one in done if without_scheme(one.address) not in further]
            rows = [one.row for one in pieces if one.row]
            doubts = [(one.address, doubt) for one in pieces for doubt in one.doubts]
            table, report = written(to, "旧站稿件", HEADINGS, rows), written(to, "请核对", ("网址", "说明"), doubts)
        except NotTaken as error:
            raise CommandError(f"{error}。") from None
        except OSError as error:
            raise CommandError(f"无法读写文件：{error}") from None
        left = f"另有{len(addresses) - most}页没有看，请加大--most。" if len(addresses) > most else ""
        self.stdout.write(f"看了{len(done)}页，{len(rows)}篇在{table}里，要核对的{len(doubts)}处在{report}里。{left}")


def written(folder: Path, name: str, headings, rows) -> Path:
    """Write a table under a name that is free: what people have corrected is never written over."""
    number = 1
    while (path := folder / (f"{name}.csv" if number == 1 else f"{name}{number}.csv")).exists():
        number += 1
    with path.open("wb") as file:
        file.writelines(csv_lines(headings, rows))
    return path
