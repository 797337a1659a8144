"""The demo's discussion: there to be read, with something for each screen."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale

from demo.discussions import QUESTIONS, STATEMENTS, add_discussion
from demo.material import Material
from demo.stage import set_up_people
from demo.writing import Demo
from interact.activities.discussions import queries
from interact.activities.discussions.choices import PostState
from interact.activities.models import Post
from tests.clients import SiteClient
from tests.interact.activities.planning import a_publicity
from unionsite.core import mails

pytestmark = pytest.mark.django_db


def test_the_discussion_runs_and_has_posts_in_each_state(tree, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.VAR_DIR = tmp_path
    people = set_up_people()
    english = Locale.objects.get(language_code="en")
    demo = Demo(home=tree.home, english=english, people=people, material=Material(uploader=people["editor"]))
    now = timezone.now()
    with mails.silence(), django_capture_on_commit_callbacks() as later:
        page = add_discussion(demo, a_publicity(tree, days=10), now)
    assert not [work for work in later if "mails" in work.__module__], "nobody is written to"
    html = SiteClient().get(page.url).text
    assert "大家的发言（12条）" in html
    assert "工会主席答复" in html
    figures = queries.figures_of(page)
    assert (figures["posts"], figures["unanswered"], figures["waiting"]) == (len(STATEMENTS) + len(QUESTIONS), 0, 1)
    assert Post.objects.get(state=PostState.REFUSED).why.startswith("广告")
    assert not [post for post in Post.objects.all() if queries.obstacles_in(post.text)]
    assert not [post for post in Post.objects.all() if queries.nickname_fault(page, post.person, post.nickname)]
    assert page.closes_at > now + timedelta(days=6)
