"""Lays activities as they stand after their reviews, and goes through them as employees do."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Page

from interact.activities.models import Candidate, SignupPage, SignupQuestion, SignupQuota, VotePage
from tests.factories import NewsPageFactory, UserFactory
from tests.releasing import bring_to_life, publish

PASSWORD = "a long-enough Password 1"


def an_employee(**fields):
    number = UserFactory._meta.next_sequence() + 1000
    return UserFactory(**{"employee_number": f"A{number}"} | fields)


def in_place(person, password=PASSWORD) -> dict[str, str]:
    """The fields of the sign-in within a form."""
    return {"sign_in-username": person.employee_number, "sign_in-password": password}


def a_publicity(tree, days=5, title="活动预告"):
    """A piece that has been public for so many days."""
    piece = NewsPageFactory(parent=tree.news, title=title)
    return bring_to_life(piece, timezone.now() - timedelta(days=days))


def activity_section(tree):
    return Page.objects.child_of(tree.interact).get(slug="activities").specific


def plan(tree, model, *, children=(), publicity=None, **fields):
    """Create and publish an activity that has been open for a day and closes in three, unless told otherwise.

    `children` are (accessor, rows) of the page's inline children.
    """
    now = timezone.now()
    section = activity_section(tree)
    wanted = {
        "title": "活动",
        "slug": f"activity-{section.get_children().count() + 1}",
        "opens_at": now - timedelta(days=1),
        "closes_at": now + timedelta(days=3),
        "publicity": publicity or a_publicity(tree),
        "in_charge": UserFactory(name="钱负责"),
        **fields,
    }
    page = model(**wanted, locale=section.locale, live=False)
    for accessor, rows in children:
        setattr(page, accessor, list(rows))
    section.add_child(instance=page)
    page.save_revision()
    published = publish(page)
    return model.objects.get(pk=published.pk)


def a_vote(tree, names=("张师傅", "李师傅", "王师傅"), **fields):
    candidates = [
        Candidate(name=name, sort_order=order, locale=tree.interact.locale) for order, name in enumerate(names)
    ]
    wanted = {"title": "最美职工评选", **fields}
    return plan(tree, VotePage, children=[("candidates", candidates)], **wanted)


def a_signup(tree, *, quotas=(), questions=(), **fields):
    """A sign-up that is open, for something held in ten days; five places unless told otherwise."""
    now = timezone.now()
    wanted = {
        "title": "亲子秋游",
        "held_at": now + timedelta(days=10),
        "held_until": now + timedelta(days=10, hours=8),
        "cancel_until": now + timedelta(days=8),
        "place": "北门停车场",
        "places": 5,
        **fields,
    }
    children = [
        ("quotas", [SignupQuota(department=department, places=places) for department, places in quotas]),
        ("signup_questions", [SignupQuestion(locale=tree.interact.locale, **question) for question in questions]),
    ]
    return plan(tree, SignupPage, children=children, **wanted)
