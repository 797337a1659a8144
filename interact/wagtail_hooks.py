"""Registers the interact section's staff screens."""

from django.urls import include, path
from wagtail import hooks

from interact.desk import urls as case_urls
from interact.desk.screens import queues
from interact.desk.screens.settings import RoutingListView, saved_replies
from interact.questionnaires import screens


# Before Wagtail's own list of forms.
@hooks.register("register_admin_urls", order=-1)
def register_urls():
    return [
        path("forms/", screens.QuestionnairesView.as_view()),
        path("interact/", include(screens)),
    ]


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def buttons(page, user, view_name="", next_url=None):
    return screens.answer_buttons(page, user)


hooks.register("register_admin_menu_item", queues.QueueView.menu_item)
hooks.register("register_settings_menu_item", RoutingListView.menu_item)
for offer in (queues.offer_work, screens.offer_work):
    hooks.register("offer_work", offer)
hooks.register("register_admin_viewset", lambda: saved_replies)


# Registered after the viewset, whose addresses lie below these.
@hooks.register("register_admin_urls")
def register_case_urls():
    return [path("cases/", include(case_urls))]
