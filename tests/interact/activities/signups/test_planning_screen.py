"""Planning a sign-up on Wagtail's own screen: questions get keys, files cannot be asked for."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from interact.activities.models import SignupPage
from tests.editing import form_data
from tests.interact.activities.planning import activity_section

pytestmark = pytest.mark.django_db


def question(label, **changes):
    return {"label": label, "help_text": "", "field_type": "singleline", "required": "on", "choices": "", **changes}


def create(client, tree, questions, **changes):
    rows = {"audience_departments": [], "quotas": [], "signup_questions": questions}
    data = form_data(SignupPage(), title="亲子秋游", slug="outing", **changes)
    data |= nested_form_data({name: inline_formset(formset) for name, formset in rows.items()})
    url = reverse("wagtailadmin_pages:add", args=["activities", "signuppage", activity_section(tree).pk])
    return client.post(url, data)


def test_questions_get_keys_of_their_own(admin_client, tree, clock):
    questions = [question("在哪里上车", field_type="radio", choices="北门\r\n南门"), question("事由"), question("自由")]
    response = create(admin_client, tree, questions, companions_most="")
    assert response.status_code == 302
    page = SignupPage.objects.filter(locale=tree.home.locale).get()
    assert page.companions_most == 0
    keys = [row["clean_name"] for row in page.get_latest_revision().content["signup_questions"]]
    assert keys[0].startswith("zainali")
    assert len(set(keys)) == 3


def test_files_cannot_be_asked_for(admin_client, tree, clock):
    response = create(admin_client, tree, [question("附件", field_type="file")])
    assert response.status_code == 200
    assert "field_type" in response.context["form"].formsets["signup_questions"].errors[0]
