"""The article chooser in the admin."""

import pytest
from django.urls import reverse

from tests.factories import UserFactory
from tests.laws.builders import load, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def statutes(db):
    load("劳动合同法实施条例", articles=[row(39, text="实施条例的第三十九条。")])
    load(
        "劳动合同法",
        category="法律",
        title="中华人民共和国劳动合同法",
        articles=[row(38), row(39, text="劳动者有下列情形之一的。" * 20)],
    )
    load("职工带薪年休假条例", articles=[row(2, text="年休假五天。"), row(2, label="第二条之一", text="之一。")])
    load("工会法", category="法律", articles=[row(1, text="职工休年休假时工资照发。")])


@pytest.fixture
def people(client, tree):
    """Clients by name."""
    superuser = UserFactory(is_superuser=True)
    client.force_login(superuser)
    return client


def titles(response) -> list[str]:
    return [str(article) for article in response.context["results"]]


def choose(client, typed, name="choose_results", **parameters):
    return client.get(reverse(f"statute_article_chooser:{name}"), {"q": typed, **parameters})


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("劳动合同法 39", ["《劳动合同法》第三十九条", "《劳动合同法实施条例》第三十九条"]),
        ("劳动合同法第三十九条", ["《劳动合同法》第三十九条", "《劳动合同法实施条例》第三十九条"]),
        ("《中华人民共和国劳动合同法》第39条", ["《劳动合同法》第三十九条", "《劳动合同法实施条例》第三十九条"]),
        ("实施条例39", ["《劳动合同法实施条例》第三十九条"]),
        ("年休假", ["《职工带薪年休假条例》第二条", "《职工带薪年休假条例》第二条之一", "《工会法》第一条"]),
        ("年休假 工资", ["《工会法》第一条"]),
        ("第二条之一", ["《职工带薪年休假条例》第二条之一"]),
        ("38", ["《劳动合同法》第三十八条"]),
        ("没有的词", []),
        ("劳动合同法 9999", []),
        ("100%", []),
    ],
)
def test_the_chooser_finds(people, statutes, typed, expected):
    assert titles(choose(people, typed)) == expected


def test_the_chooser_in_order_of_statute_and_place(people, statutes):
    assert titles(choose(people, "", "choose")) == [
        "《工会法》第一条",
        "《劳动合同法》第三十八条",
        "《劳动合同法》第三十九条",
        "《劳动合同法实施条例》第三十九条",
        "《职工带薪年休假条例》第二条",
        "《职工带薪年休假条例》第二条之一",
    ]


def test_the_chooser_shows_the_beginning_of_the_text(people, statutes):
    html = choose(people, "劳动合同法39").content.decode()
    assert "劳动者有下列情形之一的。劳动者有下列" in html
    assert "劳动者有下列情形之一的。" * 7 not in html
    assert "…" in html


@pytest.mark.parametrize("count", [1, 15])
def test_chooser_queries(people, tree, django_assert_num_queries, count):
    load("工会法", count=count)
    choose(people, "工会法")
    with django_assert_num_queries(7):  # session, user, device, current session, profile, count, rows
        choose(people, "工会法")
