"""Registers the interact section's staff screens."""

from django.urls import include, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from interact.activities import screens as activity_screens
from interact.activities.choices import Kind
from interact.desk import urls as case_urls
from interact.desk.screens import queues
from interact.desk.screens.settings import RoutingListView, saved_replies
from interact.discussions import screens as post_screens
from interact.questionnaires import screens
from interact.quizzes import screens as quiz_screens
from interact.signups import urls as signup_urls
from interact.signups.screens import base as signup_screens


# Before Wagtail's own list of forms.
@hooks.register("register_admin_urls", order=-1)
def register_urls():
    return [
        path("forms/", screens.QuestionnairesView.as_view()),
        path("interact/", include(screens)),
        path("activities/", include(activity_screens)),
        path("posts/", include(post_screens)),
        path("quizzes/", include(quiz_screens)),
        path("signups/", include(signup_urls)),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def buttons(page, user, view_name="", next_url=None):
    return [
        *screens.answer_buttons(page, user),
        *quiz_screens.quiz_buttons(page, user),
        *signup_screens.buttons(page, user),
    ]


register_snippet(quiz_screens.QuestionSetViewSet)
activity_screens.PEOPLE[Kind.SIGNUP] = signup_screens.address_for
hooks.register("register_admin_menu_item", queues.QueueView.menu_item)
hooks.register("register_admin_menu_item", activity_screens.ActivitiesView.menu_item)
hooks.register("register_admin_menu_item", post_screens.PostsView.menu_item)
hooks.register("register_settings_menu_item", RoutingListView.menu_item)
for offer in (queues.offer_work, activity_screens.offer_work, post_screens.offer_work, screens.offer_work):
    hooks.register("offer_work", offer)
hooks.register("register_admin_viewset", lambda: saved_replies)


# Registered after the viewset, whose addresses lie below these.
@hooks.register("register_admin_urls")
def register_case_urls():
    return [path("cases/", include(case_urls))]
