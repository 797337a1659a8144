"""Imports the pieces of the union's former website from a file of rows."""

import getpass
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from former_site import services
from former_site.files import digest_of
from former_site.services import Fate, NothingStored, Outcome, Plan
from former_site.targets import Targets
from unionsite.accounts.models import Department, User
from unionsite.core.models import SiteSettings
from unionsite.core.spreadsheets import csv_lines
from unionsite.core.tables import Unreadable, read_table
from unionsite.publishing.review.services.releases import usual_vouchers, why_not_vouch

HEADINGS = ("行", "标题", "结果", "说明", "地址")
SHOWN_EVERY = 100
SHOWN_BAD = 20


class Command(BaseCommand):
    help = (
        "导入旧站已公开的稿件（.jsonl、.csv、.xlsx）：每行一篇，列为栏目、标题、正文、日期、来源等。可以反复运行，导入过的不会重复。"
        "由初审、终审各一人为整批稿件负责，两人都会收到邮件。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="文件")
        parser.add_argument(
            "--approved-by",
            nargs=2,
            metavar=("初审", "终审"),
            help="为这批稿件负责的两人的用户名；不写时为任职最久的初审、终审人员",
        )
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--strict", action="store_true", help="有一行不对就全部不写入")
        parser.add_argument("--report", type=Path, help="逐行结果（CSV），默认写在文件旁边，那里不能写时写在数据目录里")
        parser.add_argument("--department", default="", help="没有写明供稿部门的归哪个部门；默认为工会或初审人员的部门")
        parser.add_argument("--source", default="", help="没有写明来源的，写什么；默认为工会全称")
        parser.add_argument(
            "--section", action="append", default=[], metavar="旧栏目=类别", help="旧栏目的稿件归哪一类，可以写多次"
        )

    def handle(self, *, file: Path, dry_run: bool, strict: bool, report: Path | None, verbosity: int, **options):
        self.verbosity = verbosity
        plan = self.plan(options, file.parent)
        report = report or usual_report(file)
        try:
            with file.open("rb") as content:
                digest = digest_of(content, file.parent)
                counts: Counter[Fate] = Counter()
                if strict and not dry_run:
                    # It is cheaper to find bad rows before anything is written than after.
                    self.report_to(
                        report, self.counted(services.import_rows(self.rows(content, file), plan=plan), counts)
                    )
                    if counts[Fate.BAD]:
                        raise NothingStored
                    counts.clear()
                with transaction.atomic() if strict else nullcontext():
                    batch = None
                    if not dry_run:
                        batch = services.start_batch(file_name=file.name, sha256=digest, operator=operator(), plan=plan)
                    outcomes = services.import_rows(self.rows(content, file), plan=plan, batch=batch)
                    try:
                        self.report_to(report, self.counted(outcomes, counts))
                    finally:
                        if batch is not None:
                            services.finish_batch(batch=batch, counts=counts)
                    if strict and counts[Fate.BAD]:
                        raise NothingStored
        except Unreadable as error:
            raise CommandError(" ".join(error.messages)) from None
        except OSError as error:
            raise CommandError(f"无法读写文件：{error}") from None
        except NothingStored:
            raise CommandError(f"有{counts[Fate.BAD]}行不对，全部没有写入。逐行结果见{report}。") from None
        words = "，".join(f"{fate.value}{counts[fate]}篇" for fate in Fate if counts[fate]) or "没有内容"
        self.stdout.write(f"{words}。逐行结果见{report}。")

    def plan(self, options, folder: Path) -> Plan:
        first, final = self.vouchers(options["approved_by"])
        sections = dict(self.section(text) for text in options["section"])
        targets = Targets(sections)
        if targets.unknown:
            raise CommandError(f"没有“{targets.unknown[0]}”这一类，可以是：{'、'.join(targets.labels)}。")
        site = SiteSettings.objects.first()
        return Plan(
            first=first,
            final=final,
            targets=targets,
            department=self.department(options["department"]) or first.department,
            source=options["source"] or (site.union_name if site else "") or "公司工会",
            now=timezone.now(),
            folder=folder,
        )

    def vouchers(self, names: list[str] | None) -> tuple[User, User]:
        if names:
            first, final = (self.person(name) for name in names)
            if faults := why_not_vouch(first=first, final=final):
                raise CommandError(" ".join(faults))
            return first, final
        found = usual_vouchers()
        if found is None:
            raise CommandError("还没有初审或终审人员。请系统管理员先在后台建立账号，再导入。")
        self.stderr.write(f"没有写明负责人，由初审{found[0]}、终审{found[1]}负责。", style_func=str)
        return found

    @staticmethod
    def person(username: str) -> User:
        try:
            return User.objects.get(username=username)
        except User.DoesNotExist:
            raise CommandError(f"没有用户“{username}”。") from None

    @staticmethod
    def section(text: str) -> tuple[str, str]:
        old, sign, kind = (part.strip() for part in text.partition("="))
        if not (old and sign and kind):
            raise CommandError(f"“{text}”应写成“旧栏目=类别”。")
        return old, kind

    @staticmethod
    def department(name: str) -> Department | None:
        """Return the named department; without a name the union's own, or the only one, if any."""
        departments = Department.objects.filter(is_active=True)
        if name:
            found = departments.filter(name=name).first()
            if found is None:
                raise CommandError(f"没有部门“{name}”。")
            return found
        unions = list(departments.filter(name__contains="工会")[:2]) or list(departments[:2])
        return unions[0] if len(unions) == 1 else None

    @staticmethod
    def rows(content, file: Path):
        return read_table(content, file.name)

    def counted(self, outcomes: Iterator[Outcome], counts: Counter[Fate]) -> Iterator[Outcome]:
        """Yield the outcomes as they come, counted, and show progress and the first bad rows on the screen."""
        for number, outcome in enumerate(outcomes, start=1):
            counts[outcome.fate] += 1
            if outcome.fate is Fate.BAD and counts[Fate.BAD] <= SHOWN_BAD and self.verbosity:
                self.stderr.write(f"第{outcome.line}行：{outcome.message}", style_func=str)
            if number % SHOWN_EVERY == 0 and self.verbosity:
                self.stderr.write(f"已处理{number}行", style_func=str)
            yield outcome

    @staticmethod
    def report_to(path: Path, outcomes: Iterator[Outcome]) -> None:
        rows = ((row.line, row.title, row.fate.value, row.message, row.address) for row in outcomes)
        with path.open("wb") as report:
            for line in csv_lines(HEADINGS, rows):
                report.write(line)


def usual_report(file: Path) -> Path:
    name = f"{file.name}.导入结果.csv"
    return file.with_name(name) if os.access(file.parent, os.W_OK) else settings.VAR_DIR / name


def operator() -> str:
    """Return who sits at the machine, as far as the system knows."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
