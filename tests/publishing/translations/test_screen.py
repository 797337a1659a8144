"""The screen of a translation: names instead of numbers, and one way to the reviewers."""

import html
import json
import re

import pytest
from django.urls import reverse

from tests.conftest import member, person
from tests.factories import NewsPageFactory
from tests.journeys.forms import answers
from tests.laws.builders import load, row
from tests.publishing.reviewing import reject, stage_of, submit
from tests.releasing import publish, translate
from unionsite.laws.models import StatuteArticle

pytestmark = pytest.mark.django_db


@pytest.fixture
def translated(tree, department):
    load("劳动合同法", articles=[row(39, text="劳动者有下列情形之一的。")])
    article = StatuteArticle.objects.get(number=39)
    law = {"article": article.pk, "title": "", "label": "", "note": ""}
    page = NewsPageFactory(parent=tree.news, live=False, department=department)
    page.body = json.dumps([{"type": "law", "value": law, "id": "6e9b0d4e-0000-4000-8000-000000000001"}])
    page.save()
    publish(page)
    return translate(page, locale=tree.en.locale, texts={page.title: "Shift meeting at the machines"}), article


def props(client, page) -> dict:
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.status_code == 200
    return json.loads(html.unescape(re.search(r'data-props="([^"]*)"', answer.content.decode())[1]))


@pytest.mark.parametrize("role", ["编辑", "系统管理员", "superuser"])
def test_names_stand_for_numbers_and_nothing_says_publish(client, translated, role):
    page, article = translated
    client.force_login(person(role))
    found = props(client, page)
    values = [segment["value"] for segment in found["segments"] if segment["type"] == "synchronised_value"]
    assert str(article) in values
    assert article.pk not in values
    assert found["perms"]["canPublish"] is False


def test_there_is_one_button_to_the_reviewers(client, translated):
    client.force_login(member("编辑"))
    text = client.get(reverse("wagtailadmin_pages:edit", args=[translated[0].pk])).content.decode()
    assert text.count("提交译文审核") == 1


def test_what_was_sent_back_is_ticked_off_before_it_goes_again(client, translated):
    page = translated[0]
    submit(page, person("superuser"))
    reject(page, member("初审"), comment="请核对标题。\n请核对日期。")
    client.force_login(member("编辑"))
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(edit).content.decode().count('form="submit-translation"') == 6
    address = reverse("publishing_desk:submit_translation", args=[page.pk])
    said = client.post(address, answers(page, left_out={2}, n1="已核对。"), follow=True).content.decode()
    assert "退回理由还有1条没有勾选" in said
    assert "已核对。" in said
    assert stage_of(page) is None
    said = client.post(address, answers(page), follow=True).content.decode()
    assert "译文已提交审核" in said
    assert stage_of(page) == "初审"
