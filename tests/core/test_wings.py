"""Wings: a site without them has no trace of them; where they were, their pages go out of sight and come back."""

import os
import re
import subprocess
import sys
import tomllib
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page

from tests.clients import signed_in
from tests.factories import UserFactory
from unionsite.core import sleeping
from unionsite.core.checks import wings_left_out_are_empty
from unionsite.core.wings import Wing, is_on, place, places, with_middleware

LOOK = """
import os, sys
import django
django.setup()
from django.conf import settings
from django.urls import get_resolver
from wagtail import hooks
hooks.search_for_hooks()
get_resolver().url_patterns
named = [*settings.INSTALLED_APPS, *settings.MIDDLEWARE, *(path for _name, path, *_rest in settings.SCHEDULED_JOBS)]
loaded = [name for name in sys.modules if not name.endswith(".apps")]
parts = [path.removesuffix("apps." + path.split(".")[-1]) for wing in settings.ALL_WINGS for path in wing.apps]
print(sorted(name for name in {*named, *loaded} if name.startswith((*parts, "jwt"))))
"""


def in_a_process(code: str, **variables: str) -> subprocess.CompletedProcess:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "unionsite.settings.test"} | variables
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.once
def test_without_wings_nothing_of_them_is_loaded_or_named():
    done = in_a_process(LOOK, WINGS="")
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.once
def test_the_contracts_know_every_wing():
    """Elsewhere import-linter would let anybody import one."""
    text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    contracts = {one["name"]: one for one in tomllib.loads(text)["tool"]["importlinter"]["contracts"]}
    packages = {path.rsplit(".apps.", 1)[0] for wing in settings.ALL_WINGS for path in wing.apps}
    assert packages == set(contracts["Nobody imports a wing"]["forbidden_modules"])
    assert packages == set(contracts["Wings do not know each other"]["modules"])
    layers = " ".join(contracts["Imports only go down the house"]["layers"]).split()
    assert {name for name in packages if re.fullmatch(r"unionsite\.\w+", name)} <= set(layers)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wing", "theirs", "beside"),
    [
        (
            "activities",
            "interact_votepage interact_ballot interact_signup interact_prizedraw",
            "interact_participation",
        ),
        ("contributions", "publishing_contribution publishing_contributionpicture", "publishing_release"),
        (
            "platforms",
            "publishing_platform publishing_platformcheck publishing_platformpost publishing_planneditem"
            " publishing_planneditem_platforms publishing_missednotice",
            "publishing_release",
        ),
        ("word_import", "publishing_wordimport", "publishing_release"),
    ],
)
def test_a_new_site_without_a_wing_has_none_of_its_tables(wing, theirs, beside):
    """Those that the migrations of 1.0 make go again."""
    if is_on(wing):
        pytest.skip("the wing is on")
    tables = connection.introspection.table_names()
    assert not {*theirs.split()} & {*tables}
    assert beside in tables


@pytest.mark.once
@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"WINGS": "oversite"}, "oversite is none of"),
        ({"WINGS": "sso", "WINGS_ASLEEP": "sso"}, "sso stands in WINGS and in WINGS_ASLEEP"),
    ],
)
def test_a_wrong_name_stops_the_site(variables, words):
    done = in_a_process("from django.conf import settings; settings.DEBUG", **variables)
    assert done.returncode
    assert words in done.stderr


@pytest.mark.django_db
def test_a_wing_left_out_with_rows_in_its_tables_is_told(settings):
    settings.ALL_WINGS = [Wing("lost", "失物招领", tables=("found_things",)), Wing("empty", "空的")]
    settings.WINGS, settings.WINGS_ASLEEP = [], ["sso"]
    with connection.cursor() as cursor:
        for table in ("lost_things", "lost_none", "found_things", "empty_things"):
            cursor.execute(f"CREATE TABLE {table} (id integer)")
        assert wings_left_out_are_empty(None, databases=["default"]) == []
        for table in ("lost_things", "found_things"):
            cursor.execute(f"INSERT INTO {table} VALUES (1)")  # noqa: S608
    (told,) = wings_left_out_are_empty(None, databases=["default"])
    assert told.id == "core.W005"
    assert "“失物招领”（lost）" in told.msg
    assert "2张表" in told.msg
    assert "WINGS_ASLEEP=sso,lost；" in told.hint
    assert wings_left_out_are_empty(None) == []
    settings.WINGS_ASLEEP = ["lost"]
    assert wings_left_out_are_empty(None, databases=["default"]) == []


def test_middleware_of_wings_stands_at_its_place():
    outer, inner = Wing("a", "", middleware=(("a.Outer", ""),)), Wing("b", "", middleware=(("b.Inner", "second"),))
    found = with_middleware(["first", "second", "third"], [outer, inner])
    assert found == ["a.Outer", "first", "second", "b.Inner", "third"]


def test_a_place_lists_who_joined():
    try:
        place("of this test", 1).append(2)
        assert places["of this test"] == [1, 2]
    finally:
        del places["of this test"]


# --- On a site that has it ---


@pytest.fixture
def oversight():
    return next(wing for wing in settings.ALL_WINGS if wing.name == "oversight")


@pytest.fixture
def root():
    return signed_in(UserFactory(is_superuser=True, is_staff=True))


@pytest.mark.django_db
@pytest.mark.wing("oversight")
def test_its_pages_go_out_of_sight_and_come_back(
    client, tree, settings, root, oversight, django_capture_on_commit_callbacks
):
    before = dict(Page.objects.values_list("pk", "live"))
    assert client.get("/disclosure/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        pages = sleeping.put_to_sleep(oversight)
    assert {page.slug for page in pages} == {"disclosure"}
    on = settings.WINGS
    settings.WINGS, settings.WINGS_ASLEEP = [name for name in on if name != "oversight"], ["oversight"]
    assert client.get("/disclosure/").status_code == 404
    assert "/disclosure/" not in client.get("/").content.decode()
    assert f"/admin/pages/{pages[0].pk}/" not in root.get(f"/admin/pages/{tree.home.pk}/").content.decode()
    for step in ("edit", "delete", "copy"):
        assert root.get(f"/admin/pages/{pages[0].pk}/{step}/").status_code == 404, step
    with django_capture_on_commit_callbacks(execute=True):
        sleeping.wake(oversight)
    settings.WINGS, settings.WINGS_ASLEEP = on, []
    assert dict(Page.objects.values_list("pk", "live")) == before
    assert client.get("/disclosure/").status_code == 200
    assert root.get(f"/admin/pages/{pages[0].pk}/edit/").status_code == 200


@pytest.mark.django_db
@pytest.mark.wing("oversight")
def test_a_page_taken_down_before_stays_so(client, tree, oversight):
    page = Page.objects.get(slug="disclosure", locale=tree.home.locale).specific
    page.unpublish()
    sleeping.put_to_sleep(oversight)
    sleeping.wake(oversight)
    assert client.get("/disclosure/").status_code == 404


@pytest.mark.django_db
@pytest.mark.wing("oversight")
def test_what_is_in_review_is_decided_first(tree, oversight):
    page = Page.objects.get(slug="disclosure", locale=tree.home.locale).specific
    page.save_revision()
    page.get_workflow().start(page, UserFactory())
    with pytest.raises(CommandError, match="信息公开"):
        call_command("wing", "oversight", "off")
    assert Page.objects.get(pk=page.pk).live


@pytest.mark.django_db
@pytest.mark.wing("activities")
def test_activities_under_way_end_first(tree, client):
    from interact.activities.plans.services import close_ended
    from tests.interact.activities.planning import a_vote

    activities = next(wing for wing in settings.ALL_WINGS if wing.name == "activities")
    vote = a_vote(tree, title="最美职工评选")
    with pytest.raises(sleeping.NotYet, match="最美职工评选"):
        sleeping.put_to_sleep(activities)
    with time_machine.travel(vote.closes_at + timedelta(minutes=2)):
        close_ended()
        sleeping.put_to_sleep(activities)
        assert client.get(vote.url).status_code == 404
        sleeping.wake(activities)
        assert client.get(vote.url).status_code == 200


@pytest.mark.django_db
def test_the_command_says_what_is_there_and_what_to_write(capsys):
    call_command("wing", verbosity=2)
    told = capsys.readouterr().out
    assert all(f"{wing.name}（{wing.title}）" in told for wing in settings.ALL_WINGS)
    assert "asked before a piece is sent for review" in told
    name = settings.ALL_WINGS[0].name
    call_command("wing", name, "off")
    assert f"WINGS_ASLEEP={name}" in capsys.readouterr().out
    call_command("wing", name, "on")
    told = capsys.readouterr().out
    assert (
        f"WINGS={','.join(wing.name for wing in settings.ALL_WINGS if is_on(wing.name) or wing.name == name)}" in told
    )
