"""Lays discussions with posts, and writes in them as employees do."""

import uuid
from datetime import timedelta

from django.utils import timezone

from interact.activities.discussions.choices import PostState
from interact.activities.models import DiscussionPage, Post
from tests.conftest import member
from tests.interact.activities.planning import an_employee as any_employee
from tests.interact.activities.planning import plan


def an_employee(**fields):
    """Somebody whose name has nothing in common with the nicknames that are proposed."""
    return any_employee(**{"name": "刘师傅"} | fields)


def a_host(**fields):
    return member("信息员", **{"username": "host", "name": "周主席"} | fields)


def a_discussion(tree, **fields):
    """A discussion that has been open for a day, with a host who takes questions."""
    host = fields.pop("host", None) or a_host()
    wanted = {"title": "食堂怎样办得更好", "host": host, "host_name": "周建国", "host_post": "后勤部部长"}
    return plan(tree, DiscussionPage, **wanted | fields)


def a_post(discussion, person=None, text="希望增加清淡的菜", **fields):
    """A public statement, unless told otherwise."""
    person = person or an_employee()
    wanted = {
        "nickname": f"同事{person.pk}",
        "state": PostState.PUBLIC,
        "sent_at": timezone.now(),
        "decided_at": timezone.now(),
        "stamp": uuid.uuid4().hex,
        **fields,
    }
    return Post.objects.create(activity=discussion.translation_key, person=person, text=text, **wanted)


def typed(client, page, clock, wait=30, **data):
    """Open the page as a person does, wait, and return what to post: the form as it stood, with what was typed."""
    form = client.get(page.url).context["form"]
    clock.move_to(timezone.now() + timedelta(seconds=wait))
    values = {"stamp": form["stamp"].value(), "kind": "statement", "text": "希望增加清淡的菜"}
    if "nickname" in form.fields:
        values["nickname"] = form["nickname"].value()
    return values | data
