"""`/metrics`: for Prometheus alone, complete even if a part is down, and nothing that tells when somebody wrote."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from interact.cases.models.settings import FeedbackSettings
from interact.channels.records import Channel
from tests.interact.submitting import lay_routing, send
from unionsite.core import metrics
from unionsite.core.models import JobRun
from unionsite.operations.alarms.rules import AlarmKind
from unionsite.operations.alarms.services import tell
from unionsite.operations.metrics.queries import people_until

pytestmark = pytest.mark.django_db
TOKEN = "only-for-tests"


@pytest.fixture(autouse=True)
def clean_measures(settings):
    settings.METRICS_TOKEN = TOKEN
    metrics.METRICS.forget()
    yield
    metrics.METRICS.forget()


def read(client) -> dict[tuple, float]:
    """Samples by name and labels."""
    metrics.METRICS.flush()
    text = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def requests(samples, kind, status="2xx"):
    return samples["unionsite_requests_total", ("kind", kind), ("status", status)]


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}])
def test_without_the_token_there_is_no_such_address(client, tree, header):
    assert client.get("/metrics", headers=header).status_code == 404


def test_without_a_token_in_the_settings_nobody_reads(client, tree, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_answers_are_counted_by_kind_status_and_time(client, tree):
    for path in ("/", "/news/", "/search/?q=工资", "/admin/", "/nowhere/", "/documents/99/none.pdf"):
        client.get(path)
    samples = read(client)
    assert requests(samples, "page") == 1
    assert requests(samples, "list") == 1
    assert requests(samples, "search") == 1
    assert requests(samples, "admin", "3xx") == 1
    assert requests(samples, "other", "4xx") == 1
    assert requests(samples, "file", "4xx") == 1
    assert samples["unionsite_request_seconds_count", ("kind", "page")] == 1
    assert samples["unionsite_request_seconds_sum", ("kind", "page")] > 0
    # Reading them again counts nothing.
    assert requests(read(client), "other", "4xx") == 1


def test_where_people_write_nothing_is_counted(client, tree):
    client.get("/feedback/")
    client.post("/interact/", {"x": "1"})
    assert all(value == 0 for (name, *_labels), value in read(client).items() if name == "unionsite_requests_total")


def test_counts_of_several_processes_add_up(client):
    for _process in range(3):
        metrics.note_request("page", 200, 0.03)
        metrics.METRICS.flush()
        metrics.METRICS.forget()
    samples = read(client)
    assert requests(samples, "page") == 3
    assert samples["unionsite_request_seconds_bucket", ("kind", "page"), ("le", "0.025")] == 0
    assert samples["unionsite_request_seconds_bucket", ("kind", "page"), ("le", "0.05")] == 3
    assert samples["unionsite_request_seconds_bucket", ("kind", "page"), ("le", "+Inf")] == 3


def test_jobs_queue_alarms_and_system_are_told(client, settings):
    settings.SCHEDULED_JOBS = [("good", "x", 60, "好"), ("bad", "x", 60, "坏")]
    now = timezone.now()
    JobRun.objects.create(job="good", slot=1, finished_at=now)
    JobRun.objects.create(job="bad", slot=1, finished_at=now)
    JobRun.objects.create(job="bad", slot=2, finished_at=now + timedelta(hours=1), error="OSError: x")
    tell(AlarmKind.DISK, "/srv", ["只剩200 MB。"])
    samples = read(client)
    assert samples["unionsite_job_failed", ("job", "good")] == 0
    assert samples["unionsite_job_failed", ("job", "bad")] == 1
    assert samples["unionsite_job_success_seconds", ("job", "bad")] == pytest.approx(now.timestamp())
    assert samples["unionsite_alarms", ("kind", "disk")] == 1
    assert samples["unionsite_tasks_waiting",] == 0
    assert samples["unionsite_database_bytes",] > 0
    assert samples["unionsite_readable", ("part", "jobs")] == 1


def test_a_part_that_is_down_leaves_the_others(client, monkeypatch):
    def broken():
        raise OSError("no disk")

    monkeypatch.setattr("unionsite.operations.alarms.readings.disks", broken)
    samples = read(client)
    assert samples["unionsite_readable", ("part", "system")] == 0
    assert samples["unionsite_readable", ("part", "queue")] == 1
    assert ("unionsite_tasks_waiting",) in samples


def test_cases_are_told_as_of_midnight_from_the_smallest_group_on_and_never_those_by_name(tree):
    lay_routing()
    settings = FeedbackSettings.load()
    settings.smallest_group = 2
    settings.save()
    for _time in range(2):
        send(Channel.SUGGESTION)
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    assert "cases_received" not in people_until(today)
    tomorrow = today + timedelta(days=1)
    assert people_until(tomorrow)["cases_received"] == 2
    send(Channel.REPORT)
    assert people_until(tomorrow)["cases_received"] == 2


def test_reading_them_is_no_visit_and_makes_no_session(client, tree):
    read(client)
    assert not Session.objects.exists()
