"""The article chooser and the list of statutes in the admin."""

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


def test_the_list(people, statutes):
    response = people.get(reverse("statutes:index"))
    html = response.content.decode()
    assert [str(statute) for statute in response.context["object_list"]] == [
        "工会法",
        "劳动合同法",
        "劳动合同法实施条例",
        "职工带薪年休假条例",
    ]
    assert "由管理员用命令从整理好的文件导入" in html


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"q": "实施"}, ["劳动合同法实施条例"]),
        ({"q": "中华人民共和国"}, ["劳动合同法"]),
        ({"category": "law"}, ["工会法", "劳动合同法"]),
        ({"category": "law", "q": "工会"}, ["工会法"]),
        ({"ordering": "-article_count"}, ["劳动合同法", "职工带薪年休假条例"]),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(people, statutes, parameters, expected):
    response = people.get(reverse("statutes:index_results"), parameters)
    found = [str(statute) for statute in response.context["object_list"]]
    if "ordering" in parameters:
        assert {found[0], found[1]} == set(expected)
    else:
        assert found == expected


@pytest.mark.parametrize("count", [1, 12])
def test_list_queries(people, tree, django_assert_num_queries, count):
    for number in range(count):
        load(f"第{number}号条例")
    people.get(reverse("statutes:index_results"))
    with django_assert_num_queries(7):  # session, user, device, current session, profile, count, rows
        people.get(reverse("statutes:index_results"))


def test_inspection_leads_to_the_public_page(people, tree):
    statute = load("工会法", history=["1992年4月3日 通过", "2021年12月24日 修正"])
    html = people.get(reverse("statutes:inspect", args=(statute.pk,))).content.decode()
    assert 'href="/rights/laws/gonghui-fa/"' in html
    assert "<p>1992年4月3日 通过</p>" in html


def test_an_editor_may_look(editor_client, tree):
    statute = load("工会法")
    assert editor_client.get(reverse("statutes:index")).status_code == 200
    assert editor_client.get(reverse("statutes:inspect", args=(statute.pk,))).status_code == 200


def test_a_person_without_the_admin_may_not(client, tree):
    client.force_login(UserFactory())
    assert client.get(reverse("statutes:index")).status_code == 302


@pytest.mark.parametrize("path", ["new/", "edit/{pk}/", "delete/{pk}/", "copy/{pk}/", "history/{pk}/", "usage/{pk}/"])
def test_nothing_can_be_written(people, tree, path):
    statute = load("工会法")
    response = people.post(f"{reverse('statutes:index')}{path.format(pk=statute.pk)}", {"title": "改"})
    assert response.status_code == 404
    statute.refresh_from_db()
    assert statute.title == "工会法"
