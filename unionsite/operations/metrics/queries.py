"""What Prometheus reads, gathered when it asks: counters of all processes, and gauges from database and system.

What people do is told as it stood at the last midnight and from the smallest group on, so that no two readings tell
when one person wrote (0043); channels by name are left out.
"""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from interact.cases.models.case import Case
from interact.cases.models.settings import FeedbackSettings
from interact.cases.querysets import TEAM_CHANNELS
from interact.cases.rules import is_few
from interact.questionnaires.models import Answer
from unionsite.core.metrics import BOUNDS, CLASSES, KINDS, totals
from unionsite.core.models import PiecePage
from unionsite.core.scheduling import HEARTBEAT
from unionsite.operations.alarms import readings
from unionsite.operations.alarms.models import Alarm
from unionsite.operations.backups.queries import ages
from unionsite.publishing.ledger.models import Release

logger = logging.getLogger(__name__)
# What is counted over whole tables is counted anew so often.
COUNTED_FOR = 60


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"unionsite_{name}", words, value=value)


def of_requests() -> Iterator[Metric]:
    counts = totals()
    requests = CounterMetricFamily("unionsite_requests", "Answers by kind and class.", labels=["kind", "status"])
    seconds = HistogramMetricFamily("unionsite_request_seconds", "Seconds until the answer.", labels=["kind"])
    for kind in KINDS:
        for status in CLASSES:
            requests.add_metric([kind, status], counts[f"requests:{kind}:{status}"])
        buckets, so_far = [], 0
        for place, bound in enumerate((*map(str, BOUNDS), "+Inf")):
            so_far += counts[f"bucket:{kind}:{place}"]
            buckets.append((bound, so_far))
        seconds.add_metric([kind], buckets=buckets, sum_value=counts[f"seconds:{kind}"] / 1_000_000)
    yield requests
    yield seconds
    yield CounterMetricFamily("unionsite_mails_failed", "Mails that did not go out.", value=counts["mails_failed"])
    cached = CounterMetricFamily("unionsite_page_cache", "Pages asked of the page cache.", labels=["found"])
    cached.add_metric(["yes"], counts["page_cache_hits"])
    cached.add_metric(["no"], counts["page_cache_misses"])
    yield cached


def of_jobs() -> Iterator[Metric]:
    started = GaugeMetricFamily("unionsite_job_started_seconds", "When a job last began.", labels=["job"])
    success = GaugeMetricFamily("unionsite_job_success_seconds", "When a job last went well.", labels=["job"])
    failed = GaugeMetricFamily("unionsite_job_failed", "1 if the last run failed.", labels=["job"])
    for run in readings.last_runs():
        started.add_metric([run.job], run.started_at.timestamp())
        failed.add_metric([run.job], bool(run.error))
        good = run.finished_at if run.finished_at and not run.error else readings.last_success(run.job)
        if good:
            success.add_metric([run.job], good.timestamp())
    yield from (started, success, failed)
    if (beat := cache.get(HEARTBEAT)) is not None:
        yield _gauge("scheduler_beat_seconds", "When the scheduler last looked.", beat)


def of_queue() -> Iterator[Metric]:
    number, oldest = readings.queue()
    yield _gauge("tasks_waiting", "Background tasks that wait.", number)
    age = (timezone.now() - oldest).total_seconds() if oldest else 0
    yield _gauge("tasks_oldest_age_seconds", "Age of the oldest of them.", age)


def of_alarms() -> Iterator[Metric]:
    standing = GaugeMetricFamily("unionsite_alarms", "Alarms that stand.", labels=["kind"])
    kinds = list(Alarm.objects.filter(ended_at=None).values_list("kind", flat=True))
    for kind in sorted(set(kinds)):
        standing.add_metric([kind], kinds.count(kind))
    yield standing


def of_system() -> Iterator[Metric]:
    free = GaugeMetricFamily("unionsite_disk_free_bytes", "Bytes free.", labels=["folder"])
    for folder, (left, _total) in readings.disks().items():
        free.add_metric([folder], left)
    yield free
    yield _gauge("database_bytes", "Size of the database.", readings.database_bytes())
    if (until := readings.certificate()) is not None:
        yield _gauge("certificate_end_seconds", "Until when the certificate is good.", until.timestamp())


def of_backups() -> Iterator[Metric]:
    good = GaugeMetricFamily("unionsite_backup_good_seconds", "When the last good one began.", labels=["kind"])
    found = ages(timezone.now())
    for kind, moment in (("backup", found.backup), ("drill", found.drill)):
        if moment:
            good.add_metric([kind], moment.timestamp())
    yield good


def of_content() -> Iterator[Metric]:
    pieces, releases = cache.get_or_set("metrics:content", _content, COUNTED_FOR)
    yield _gauge("pieces_live", "Pieces that readers see.", pieces)
    yield CounterMetricFamily("unionsite_releases", "Releases in the ledger.", value=releases)


def _content() -> tuple[int, int]:
    return PiecePage.objects.live().count(), Release.objects.count()


def of_people() -> Iterator[Metric]:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    figures = cache.get_or_set(f"metrics:people:{today:%Y-%m-%d}", lambda: people_until(today), 86400)
    for name, number in figures.items():
        yield _gauge(name, "As of the last midnight, from the smallest group on.", number)


def people_until(midnight: datetime) -> dict[str, int]:
    """Count what came before this midnight; what is fewer than may be told is left out."""
    cases = Case.objects.filter(channel__in=TEAM_CHANNELS, received_at__lt=midnight)
    numbers = {
        "cases_received": cases.count(),
        "cases_open": cases.open().count(),
        "cases_overdue": cases.open().filter(due_on__lt=midnight.date()).count(),
        "questionnaire_answers": Answer.objects.filter(submit_time__lt=midnight).count(),
    }
    smallest = FeedbackSettings.load().smallest_group
    return {name: number for name, number in numbers.items() if not is_few(number, smallest=smallest)}


PARTS = (of_requests, of_jobs, of_queue, of_alarms, of_system, of_backups, of_content, of_people)


class SiteCollector(Collector):
    """A part that cannot be read, as while the database is down, leaves the others as they are and says so."""

    def collect(self) -> Iterator[Metric]:
        readable = GaugeMetricFamily("unionsite_readable", "0 where figures could not be had.", labels=["part"])
        for part in PARTS:
            try:
                found = list(part())
            except Exception:  # Whatever database, cache or system raise.
                logger.exception("Metrics %s cannot be read", part.__name__)
                found = []
            readable.add_metric([part.__name__.removeprefix("of_")], bool(found))
            yield from found
        yield readable


def exposition() -> bytes:
    """Return everything in the text format of Prometheus. The registry is our own: no file for each process."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(SiteCollector())
    return generate_latest(registry)
