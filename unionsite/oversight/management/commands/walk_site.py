"""`manage.py walk_site`: a walk over all pages and links, to its end."""

import resource
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from unionsite.core.refusals import Refused
from unionsite.oversight.health.choices import PageFault, Stage
from unionsite.oversight.health.models import Walk
from unionsite.oversight.health.services.walks import start_walk, take_step

# Another process has the walk, or the site does not answer: look again after so many seconds, so many times.
PAUSE, TRIES = 10, 30


class Command(BaseCommand):
    help = "巡检全站的页面和链接，直到完成；有进行中的巡检则接着做。"
    # They load every screen of the site, 40 MB that a walk does not need; any other command makes them.
    requires_system_checks: list[str] = []

    def handle(self, **_options):
        _spare_memory()
        try:
            walk = start_walk()
        except Refused:
            walk = Walk.objects.get(is_running=True)
            self.stdout.write(f"接着做{walk.started_at:%Y-%m-%d}开始的巡检：{walk.get_stage_display()}")
        begun, waits = time.monotonic(), 0
        while walk.is_running:
            before = (walk.stage, walk.cursor)
            took = take_step()
            walk.refresh_from_db()
            if took is None or (before == (walk.stage, walk.cursor) and walk.stage != Stage.LINKS):
                waits += 1
                if waits > TRIES:
                    raise CommandError("网站没有答复，或另一个进程正在巡检。")
                time.sleep(PAUSE)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.stdout.write(
            f"{walk.pages}个页面，{walk.links}个链接，用时{time.monotonic() - begun:.0f}秒，内存最高{memory}MB"
        )
        for kind, number in sorted(walk.tally.items()):
            what, fault = kind.split(":")
            label = PageFault(fault).label if what == "page" else f"链接：{fault}"
            self.stdout.write(f"  {label}：{number}")


def _spare_memory() -> None:
    """SQLite keeps much of the database in the memory of a server, which is there to answer quickly; a walk is not."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size = 0")
            cursor.execute("PRAGMA cache_size = -2000")
