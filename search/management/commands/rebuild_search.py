"""Writes the search entries of all live pages anew."""

from django.core.management.base import BaseCommand

from search.services import rebuild


class Command(BaseCommand):
    help = "重新收录全部已发布的页面，并清除失效的搜索条目；可以反复运行，运行时搜索照常可用。"

    def handle(self, *, verbosity, **options):
        progress = None
        for progress in rebuild():
            if verbosity and progress.total:
                self.stderr.write(f"已处理{progress.done}/{progress.total}个页面", style_func=str)
        self.stdout.write(f"搜索已就绪：收录{progress.written}个页面，清除{progress.removed}个失效条目。")
