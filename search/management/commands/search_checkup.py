"""Tells how many live pages and articles the search does not know."""

from django.core.management.base import BaseCommand, CommandError

from search.checks import check_up


class Command(BaseCommand):
    help = "检查搜索是否齐全：有多少已发布的页面和法规条文没有收录，有多少条目已经失效。有缺漏时以错误码退出。"

    def handle(self, **options):
        found = check_up()
        self.stdout.write(
            f"已发布页面{found.pages}个，未收录{found.missing_pages}个；"
            f"法规条文{found.articles}条，未收录{found.missing_articles}条；"
            f"失效条目{found.stale}个；不在索引中的条目{found.unindexed}个。"
        )
        if not found.is_well:
            raise CommandError("搜索不齐全，请运行manage.py rebuild_search。")
