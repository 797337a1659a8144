"""Registers the staff screens of activities."""

from django.urls import include, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from interact.activities.discussions import screens as posts
from interact.activities.plans import screens as plans
from interact.activities.plans.choices import ActivityKind
from interact.activities.quizzes import screens as quizzes
from interact.activities.signups.screens import door
from interact.activities.signups.screens import people as signups
from unionsite.core.wings import is_on


def register_addresses():
    return [
        path("activities/", include(plans)),
        path("posts/", include(posts)),
        path("quizzes/", include(quizzes)),
        path("signups/", include(door)),
    ]


def buttons(page, user, view_name="", next_url=None):
    return [*quizzes.quiz_buttons(page, user), *signups.buttons(page, user)]


if is_on("activities"):
    hooks.register("register_admin_urls", register_addresses, order=-1)
    for name in ("register_page_header_buttons", "register_page_listing_more_buttons"):
        hooks.register(name, buttons)
    for view in (plans.ActivitiesView, posts.PostsView):
        hooks.register("register_admin_menu_item", view.menu_item)
    for offer in (plans.offer_work, posts.offer_work):
        hooks.register("offer_work", offer)
    plans.PEOPLE[ActivityKind.SIGNUP] = signups.address_for
    register_snippet(quizzes.QuestionSetViewSet)
