"""`manage.py copy_site`: makes the static emergency copy now, whether or not it is switched on."""

import os
import time

from django.core.management.base import BaseCommand, CommandError

from unionsite.operations.copies.folders import Busy, top
from unionsite.operations.copies.services.renewing import CopyFailed, make_copy
from unionsite.operations.reader.asking import SiteMapFailed


class Command(BaseCommand):
    help = "生成公开网站的应急静态副本（VAR_DIR/copy/current），全部完成后才替换原有副本。"

    def add_arguments(self, parser):
        parser.add_argument("--rest", type=float, default=0.5, help="每页之后休息的时间，以该页用时的倍数计")

    def handle(self, *, rest, **_options):
        # Readers come first.
        os.nice(10)
        start = time.monotonic()
        try:
            state = make_copy(rest=rest)
        except Busy:
            raise CommandError("另一个进程正在生成副本，请稍后再试。") from None
        except (CopyFailed, SiteMapFailed) as error:
            raise CommandError(f"没有生成，原有副本照旧使用：{error}请先让网站正常打开，再执行一次。") from error
        seconds, size = time.monotonic() - start, state["bytes"] / 2**20
        self.stdout.write(
            f"副本已生成：{state['pages']}个页面，{state['files']}个文件，{size:.1f} MB，用时{seconds:.0f}秒，"
            f"在{top() / 'current'}。"
        )
        if state["faults"]:
            self.stderr.write(f"{state['faults']}个页面打不开，沿用了原来的副本。")
