"""What `setup_site` lays for the channels, what `check` and `/healthz` say of them, and which jobs run."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as site_settings
from django.core import checks as django_checks
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string

from interact.cases.choices import BODY
from interact.channels.records import CHANNELS, Channel, Paper
from interact.checks import check_antivirus, check_cases, check_channels, people_faults
from interact.models import CHANNEL_PAGES, AnswerIndexPage, CaseMail, ChannelRouting, FeedbackSettings
from search.models import SearchEntry
from tests.conftest import member
from tests.interact.submitting import send
from unionsite.core import health
from unionsite.core.health import NotHealthy
from unionsite.core.queries import menu
from unionsite.publishing.models import Release

pytestmark = pytest.mark.django_db
SLUGS = {
    "suggestionpage": "suggestions",
    "reportpage": "report",
    "questionpage": "questions",
    "letterpage": "letter",
    "correctionpage": "correction",
    "hardshippage": "hardship",
    "legalaidpage": "legal-aid",
    "joinpage": "join",
    "membercardpage": "member-card",
    "answerindexpage": "answers",
}


# --- Pages ---


@pytest.mark.parametrize("model", [*CHANNEL_PAGES.values(), AnswerIndexPage], ids=lambda model: model._meta.model_name)
def test_each_channel_has_a_page_in_both_languages(model, tree):
    pages = {page.locale.language_code: page for page in model.objects.select_related("locale")}
    assert set(pages) == {"zh-hans", "en"}
    assert pages["zh-hans"].slug == SLUGS[model._meta.model_name]
    assert pages["zh-hans"].get_parent().pk == tree.interact.pk
    assert pages["en"].get_parent().pk == tree.en_interact.pk
    assert pages["en"].translation_key == pages["zh-hans"].translation_key
    for page in pages.values():
        assert page.live
        assert not page.show_in_menus
        assert page.summary
        assert Release.objects.valid().of(page).get().kind == "founding"
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in pages["en"].title + pages["en"].summary)


@pytest.mark.parametrize("channel", CHANNELS)
def test_all_that_a_channel_asks_has_a_label_for_its_handlers(channel):
    """Without one what was written is stored and nobody reads it."""
    assert {*import_string(CHANNELS[channel].form).ASKED} <= {*BODY}


def test_channels_stand_in_no_menu(tree):
    below = next(item for item in menu(tree.home.path) if item.slug == "interact")
    assert not {child.slug for child in below.children} & set(SLUGS.values())


@pytest.mark.parametrize("model", [*CHANNEL_PAGES.values(), AnswerIndexPage], ids=lambda model: model._meta.model_name)
def test_the_search_says_what_a_channel_is(model):
    entry = SearchEntry(kind=model._meta.label_lower)
    words = "答复选登" if model is AnswerIndexPage else str(model._meta.verbose_name)
    assert entry.kind_label == words


def test_a_channel_that_is_not_whole_is_named_before_the_site_runs(monkeypatch):
    assert check_channels() == []
    monkeypatch.setitem(
        CHANNELS, Channel.LETTER, replace(CHANNELS[Channel.LETTER], form="interact.sending.forms.channels.Gone")
    )
    monkeypatch.delitem(CHANNEL_PAGES, Channel.QUESTION)
    card = CHANNELS[Channel.MEMBER_CARD]
    monkeypatch.setitem(
        CHANNELS, Channel.MEMBER_CARD, replace(card, papers=(Paper("gold", "旧卡", kinds=("换成金卡",)),))
    )

    faults = [fault.msg for fault in check_channels()]

    assert faults == [
        "question has no page type in interact.channels.models",
        "letter names no form: interact.sending.forms.channels.Gone",
        "member_card has papers for 换成金卡, which its form does not offer",
    ]


# --- Rows ---


def test_every_channel_has_settings(tree):
    call_command("setup_site", verbosity=0)
    assert set(ChannelRouting.objects.values_list("channel", flat=True)) == set(Channel)
    assert FeedbackSettings.objects.count() == 1


def test_what_the_administrator_set_stays(tree):
    call_command("setup_site", verbosity=0)
    ChannelRouting.objects.filter(channel=Channel.LETTER).update(is_open=False)
    FeedbackSettings.objects.update(general=3)
    call_command("setup_site", verbosity=0)
    assert not ChannelRouting.objects.get(channel=Channel.LETTER).is_open
    assert FeedbackSettings.load().general == 3


# --- Checks ---


def numbers() -> list[int]:
    return [number for number, _text in people_faults()]


def test_channels_that_nobody_could_handle_are_named(routing):
    assert numbers() == [2, 2, 2, 2, 3]
    named = [words.partition("”")[0].removeprefix("“") for _number, words in people_faults()[:4]]
    assert named == ["投诉举报", "主席信箱", "困难帮扶", "法律援助"]


@pytest.fixture
def one_for_requests(routing, committee_member):
    for channel in ("hardship", "legal_aid"):
        routing[channel].handlers.add(committee_member)


@pytest.mark.parametrize("who", ["handlers", "deputies"])
def test_all_is_well_when_somebody_can(routing, team_member, committee_member, report_handler, one_for_requests, who):
    getattr(routing["letter"], who).add(committee_member)
    assert people_faults() == []


def test_whoever_may_handle_reports_stands_in_for_named_ones(routing, team_member, one_for_requests):
    member("举报办理")
    assert numbers() == [2], "the chairman's letters"


def test_who_left_or_lost_the_right_counts_for_nothing(routing, team_member, committee_member, report_handler):
    routing["letter"].handlers.add(committee_member)
    committee_member.groups.clear()
    report_handler.is_active = False
    report_handler.save()
    assert numbers() == [2, 2, 2, 2]


def test_closed_channels_need_nobody(routing):
    ChannelRouting.objects.update(is_open=False)
    assert numbers() == []


def test_before_setup_there_is_nothing_to_say(db):
    assert ChannelRouting.objects.count() == 0
    assert numbers() == []


def test_check_tells_only_when_it_may_ask_the_database(routing):
    told = django_checks.run_checks(databases=["default"], tags=["database"])
    assert {"interact.W002", "interact.W003"} <= {message.id for message in told}
    assert not [message for message in django_checks.run_checks() if message.id.startswith("interact.W")]


def test_a_site_without_a_scanner_is_told_so_and_may_run(settings):
    settings.ANTIVIRUS = ""
    (message,) = check_antivirus()
    assert message.level < django_checks.WARNING
    settings.ANTIVIRUS = "tcp://127.0.0.1:3310"
    assert check_antivirus() == []


# --- Health and jobs ---


def test_health_tells_of_mails_that_wait(routing, team_member):
    assert check_cases() == "ok"
    send(now=timezone.localtime() - timedelta(hours=2))
    with pytest.raises(NotHealthy, match="mails"):
        check_cases()
    CaseMail.objects.all().delete()
    assert check_cases() == "ok"


def test_health_asks_for_cases():
    assert health.CHECKS["cases"] is check_cases


def test_the_jobs_are_there_and_run(routing, team_member, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    ours = [job for job in site_settings.SCHEDULED_JOBS if "case" in job[0]]
    jobs = {name: (import_string(path), seconds) for name, path, seconds, _title in ours}
    assert {name: seconds for name, (_job, seconds) in jobs.items()} == {
        "send_case_mails": 60,
        "scan_case_files": 60,
        "remind_of_cases": 600,
        "care_for_cases": 86400,
        "purge_cases": 86400,
    }
    send()
    for job, _seconds in jobs.values():
        job()
    assert not CaseMail.objects.filter(sent_at=None).exists()
