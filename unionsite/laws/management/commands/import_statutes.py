"""Loads the law library from a folder of JSON files."""

import time
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from unionsite.laws.services import Outcome, find_files, import_files

BAR_WIDTH = 30
REPORT_EVERY = 20


class Command(BaseCommand):
    help = "从文件夹导入法律法规（每部一个JSON文件）；可以反复运行，没有变化的不会改动。"

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", metavar="DIR", type=Path, help="法规文件夹：读其中的statutes/*.json，没有则读*.json。"
        )
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入。")

    def handle(self, *, folder, dry_run, verbosity, **options):
        if not folder.is_dir():
            raise CommandError(f"找不到文件夹“{folder}”。")
        paths = find_files(folder)
        if not paths:
            raise CommandError(f"文件夹“{folder}”里没有法规文件（statutes/*.json或*.json）。")

        started = time.monotonic()
        reports = []
        for report in import_files(paths=paths, dry_run=dry_run):
            reports.append(report)
            if verbosity:
                self.show_progress(len(reports), len(paths))
        self.show_result(reports, dry_run, time.monotonic() - started)
        failed = sum(1 for report in reports if report.loaded is None)
        if failed:
            raise CommandError(f"有{failed}个文件未能解析，其余已处理。")

    def show_progress(self, done: int, total: int):
        """Show a bar on a terminal, or now and then a line for a log."""
        if self.stderr.isatty():
            bar = "#" * (BAR_WIDTH * done // total)
            end = "\n" if done == total else ""
            self.stderr.write(f"\r[{bar:.<{BAR_WIDTH}}] {done}/{total}", style_func=str, ending=end)
        elif done % REPORT_EVERY == 0 or done == total:
            self.stderr.write(f"已处理{done}/{total}个文件", style_func=str)

    def show_result(self, reports, dry_run: bool, seconds: float):
        loaded = list(filter(None, (report.loaded for report in reports)))
        counts = Counter(item.outcome for item in loaded)
        self.stdout.write("试运行结果，没有写入任何内容：" if dry_run else f"导入完成，用时{seconds:.1f}秒：")
        for outcome in Outcome:
            self.stdout.write(f"  {outcome.value}：{counts[outcome]}部")
        refused = [report for report in reports if report.loaded is None]
        self.stdout.write(f"  未能解析：{len(refused)}个文件")
        for report in refused:
            self.stdout.write(f"    - {report.path.name}：{report.reason}")
        for item in loaded:
            for label in item.lost:
                self.stdout.write(
                    f"注意：{item.statute.marked_title}{label}已不存在，但仍有页面引用，请到后台检查这些页面。"
                )
