"""Registers the publishing app's staff screens."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from unionsite.publishing import files
from unionsite.publishing.queries import TAKEN_OVER
from unionsite.publishing.wagtail_admin import (
    arrivals,
    contributions,
    gates,
    ledger,
    privacy,
    rejections,
    timeliness,
    translations_report,
    word_import,
    writing,
)
from unionsite.publishing.wagtail_admin.desk import emergency, lists, planned
from unionsite.publishing.wagtail_admin.desk import urls as desk_urls
from unionsite.publishing.wagtail_admin.platforms import kit, panels
from unionsite.publishing.wagtail_admin.platforms import urls as platform_urls
from unionsite.publishing.wagtail_admin.platforms.menu import menu_item as platforms_menu_item
from unionsite.publishing.wagtail_admin.textchecks.previews import put_in_our_checker
from unionsite.publishing.wagtail_admin.textchecks.word_list import words
from unionsite.publishing.wagtail_admin.workdays import add_notice, workdays


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(TAKEN_OVER, _("文字来源"), _("稿件含有此人撰写的文字"))


hooks.register("construct_admin_api", gates.read_only_api)
hooks.register("construct_page_action_menu", gates.drop_publish)
hooks.register("construct_snippet_action_menu", gates.drop_publish)
hooks.register("before_create_page", gates.refuse_publishing_a_new_page)
hooks.register("after_edit_page", gates.say_what_publishing_needs)
hooks.register("after_edit_page", rejections.keep_ticks)
hooks.register("before_bulk_action", gates.refuse_bulk_publishing)
hooks.register("before_bulk_action", gates.refuse_opening_files)
hooks.register("construct_explorer_page_queryset", privacy.mark_what_is_closed)
hooks.register("before_copy_page", gates.refuse_public_copies)
hooks.register("construct_homepage_panels", add_notice)
hooks.register("construct_homepage_panels", writing.add_panel)


@hooks.register("register_admin_viewset")
def register_workdays():
    return workdays


hooks.register("register_admin_menu_item", platforms_menu_item)
hooks.register("register_page_header_buttons", kit.header_buttons)
hooks.register("construct_homepage_panels", panels.add_panel)


@hooks.register("register_admin_urls")
def register_platform_urls():
    return [path("plan/", include(platform_urls))]


hooks.register("register_page_header_buttons", word_import.header_button)


@hooks.register("register_admin_urls")
def register_word_import_urls():
    return [path("word-import/", include(word_import))]


hooks.register("construct_wagtail_userbar", put_in_our_checker)


@hooks.register("register_admin_viewset")
def register_words():
    return words


hooks.register("register_admin_menu_item", lists.menu_item)
hooks.register("construct_homepage_panels", lists.add_panel)
hooks.register("construct_wagtail_userbar", emergency.add_to_userbar)
hooks.register("construct_homepage_panels", emergency.add_notice)
hooks.register("register_page_header_buttons", emergency.header_button)
hooks.register("register_page_header_buttons", lists.review_button)
hooks.register("register_page_header_buttons", planned.header_button)


@hooks.register("register_admin_urls")
def register_desk_urls():
    return [path("review/", include(desk_urls))]


hooks.register("before_serve_document", files.only_what_was_released)


hooks.register("register_admin_menu_item", contributions.menu_item)
hooks.register("register_reports_menu_item", contributions.report_menu_item)
hooks.register("construct_homepage_panels", arrivals.add_panel)


@hooks.register("register_admin_urls")
def register_contribution_urls():
    return [path("contributions/", include(contributions))]


hooks.register("register_reports_menu_item", timeliness.menu_item)


@hooks.register("register_admin_urls")
def register_timeliness_urls():
    return [path("timeliness/", include(timeliness))]


hooks.register("register_reports_menu_item", ledger.menu_item)


@hooks.register("register_admin_urls")
def register_ledger_urls():
    return [path("ledger/", include(ledger))]


@hooks.register("register_admin_urls", order=-1)
def register_translations_urls():
    return translations_report.urlpatterns
