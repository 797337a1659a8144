"""法律法规库 of the staff."""

import pytest
from django.urls import reverse

from tests.conftest import member
from tests.factories import UserFactory
from tests.laws.builders import load
from unionsite.laws.models import Statute

pytestmark = pytest.mark.django_db


@pytest.fixture
def statutes(tree):
    load("劳动合同法实施条例")
    load("劳动合同法", category="法律", title="中华人民共和国劳动合同法", count=2)
    load("职工带薪年休假条例", count=1)
    load("工会法", category="法律", count=1)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["工会法", "劳动合同法", "劳动合同法实施条例", "职工带薪年休假条例"]),
        ({"q": "实施"}, ["劳动合同法实施条例"]),
        ({"q": "中华人民共和国"}, ["劳动合同法"]),
        ({"category": "law"}, ["工会法", "劳动合同法"]),
        ({"category": "law", "q": "工会"}, ["工会法"]),
        ({"ordering": "-article_count"}, ["劳动合同法实施条例", "劳动合同法", "工会法", "职工带薪年休假条例"]),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(editor_client, statutes, parameters, expected):
    response = editor_client.get(reverse("statutes:index"), parameters)
    assert [str(statute) for statute in response.context["object_list"]] == expected
    assert f'href="{Statute.objects.get(short_title=expected[0]).url}"' in response.text


@pytest.mark.parametrize("count", [1, 12])
def test_list_queries(editor_client, tree, django_assert_num_queries, count):
    for number in range(count):
        load(f"第{number}号条例")
    editor_client.get(reverse("statutes:results"))
    with django_assert_num_queries(10):
        editor_client.get(reverse("statutes:results"))


@pytest.mark.parametrize("role", ["信息员", "初审", "终审", "审计员"])
def test_all_staff_read_the_list(client, tree, role):
    client.force_login(member(role))
    assert client.get(reverse("statutes:index")).status_code == 200


def test_a_person_without_the_admin_sees_nothing(client, tree):
    client.force_login(UserFactory())
    assert client.get(reverse("statutes:index")).status_code == 302
