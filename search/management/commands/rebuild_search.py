"""Writes the search entries of all live pages and all articles anew."""

from django.core.management.base import BaseCommand

from search.index.services import rebuild

REPORTED_EVERY = 1000


class Command(BaseCommand):
    help = (
        "重新收录全部已发布的页面和法规条文，清除失效的搜索条目，并重新统计词频；可以反复运行，运行时搜索照常可用，"
        "其他人也能照常保存。"
    )

    def handle(self, *, verbosity, **options):
        progress = None
        reported = 0
        for progress in rebuild():
            is_due = progress.done >= reported + REPORTED_EVERY or progress.done == progress.total
            if verbosity and progress.total and is_due:
                reported = progress.done
                share = 100 * progress.done // progress.total
                self.stderr.write(f"已处理{progress.done}/{progress.total}个页面和条文（{share}%）", style_func=str)
        self.stdout.write(f"搜索已就绪：收录{progress.written}个页面和条文，清除{progress.removed}个失效条目。")
