"""Registers the publishing app's staff screens."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from unionsite.publishing import urls
from unionsite.publishing.guard import files
from unionsite.publishing.guard import screens as guard
from unionsite.publishing.ledger import screens as ledger
from unionsite.publishing.review.queries import TAKEN_OVER
from unionsite.publishing.review.screens import desk, stopping, writing
from unionsite.publishing.textchecks.screens.editor import replace_wagtails_checker
from unionsite.publishing.textchecks.screens.word_list import words
from unionsite.publishing.translations import screens as translations
from unionsite.publishing.workdays.screens import offer_work as offer_workdays
from unionsite.publishing.workdays.screens import workdays


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(TAKEN_OVER, _("文字来源"), _("稿件含有此人撰写的文字"))


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [workdays, words]


@hooks.register("register_admin_urls")
def register_addresses():
    return [path("review/", include(urls.review)), path("ledger/", include(ledger))]


# Before wagtail-localize's own.
hooks.register("register_admin_urls", lambda: translations.urlpatterns, order=-1)
hooks.register("before_edit_page", translations.edit_translation, order=-1)


# The functions that each hook calls, in this order.
HOOKS = {
    "construct_admin_api": [guard.read_only_api],
    "construct_page_action_menu": [guard.drop_publish],
    "construct_snippet_action_menu": [guard.drop_publish],
    "before_create_page": [guard.refuse_publishing_a_new_page],
    "after_edit_page": [guard.say_what_publishing_needs, writing.keep_ticks],
    "before_bulk_action": [guard.refuse_bulk_publishing, guard.refuse_opening_files],
    "after_bulk_action": [guard.tell_of_moved_files],
    "before_copy_page": [guard.refuse_public_copies],
    "before_serve_document": [files.only_what_was_released],
    "construct_explorer_page_queryset": [guard.mark_what_is_closed],
    "construct_wagtail_userbar": [replace_wagtails_checker, stopping.add_to_userbar],
    "construct_homepage_panels": [writing.add_panels, stopping.add_panel],
    "offer_work": [offer_workdays, stopping.offer_work, desk.offer_work],
    "register_admin_menu_item": [desk.DeskView.menu_item],
    "register_reports_menu_item": [ledger.LedgerView.menu_item],
    "register_page_header_buttons": [stopping.takedown_button, desk.review_button, stopping.withdraw_button],
}
for hook, functions in HOOKS.items():
    for function in functions:
        hooks.register(hook, function)
