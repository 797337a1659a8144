"""Registers the publishing app's staff screens."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from unionsite.publishing import urls_admin as desk_urls
from unionsite.publishing.contributions import screens as contributions_screens
from unionsite.publishing.guard import files
from unionsite.publishing.guard import screens as guard_screens
from unionsite.publishing.ledger import screens as ledger_screens
from unionsite.publishing.platforms import urls as platform_urls
from unionsite.publishing.platforms.screens import kit, panels
from unionsite.publishing.platforms.screens.menu import menu_item as platforms_menu_item
from unionsite.publishing.review.queries import TAKEN_OVER
from unionsite.publishing.review.screens import desk, emergency, planned, rejections, writing
from unionsite.publishing.textchecks.screens.previews import put_in_our_checker
from unionsite.publishing.textchecks.screens.word_list import words
from unionsite.publishing.timeliness import screens as timeliness_screens
from unionsite.publishing.translations import screens as translations_screens
from unionsite.publishing.word_import import screens as word_import_screens
from unionsite.publishing.workdays.screens import add_notice, workdays


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action(TAKEN_OVER, _("文字来源"), _("稿件含有此人撰写的文字"))


hooks.register("construct_admin_api", guard_screens.read_only_api)
hooks.register("construct_page_action_menu", guard_screens.drop_publish)
hooks.register("construct_snippet_action_menu", guard_screens.drop_publish)
hooks.register("before_create_page", guard_screens.refuse_publishing_a_new_page)
hooks.register("after_edit_page", guard_screens.say_what_publishing_needs)
hooks.register("after_edit_page", rejections.keep_ticks)
hooks.register("before_bulk_action", guard_screens.refuse_bulk_publishing)
hooks.register("before_bulk_action", guard_screens.refuse_opening_files)
hooks.register("construct_explorer_page_queryset", guard_screens.mark_what_is_closed)
hooks.register("before_copy_page", guard_screens.refuse_public_copies)
hooks.register("construct_homepage_panels", add_notice)
hooks.register("construct_homepage_panels", writing.add_panel)


@hooks.register("register_admin_viewset")
def register_workdays():
    return workdays


hooks.register("register_admin_menu_item", platforms_menu_item)
hooks.register("register_page_header_buttons", kit.header_buttons)
hooks.register("construct_homepage_panels", panels.add_posting_panel)


@hooks.register("register_admin_urls")
def register_platform_urls():
    return [path("plan/", include(platform_urls))]


hooks.register("register_page_header_buttons", word_import_screens.header_button)


@hooks.register("register_admin_urls")
def register_word_import_urls():
    return [path("word-import/", include(word_import_screens))]


hooks.register("construct_wagtail_userbar", put_in_our_checker)


@hooks.register("register_admin_viewset")
def register_words():
    return words


hooks.register("register_admin_menu_item", desk.menu_item)
hooks.register("construct_homepage_panels", desk.add_panel)
hooks.register("construct_wagtail_userbar", emergency.add_to_userbar)
hooks.register("construct_homepage_panels", emergency.add_staffing_notice)
hooks.register("register_page_header_buttons", emergency.takedown_button)
hooks.register("register_page_header_buttons", desk.review_button)
hooks.register("register_page_header_buttons", planned.withdraw_button)


@hooks.register("register_admin_urls")
def register_desk_urls():
    return [path("review/", include(desk_urls))]


hooks.register("before_serve_document", files.only_what_was_released)


hooks.register("register_admin_menu_item", contributions_screens.menu_item)
hooks.register("register_reports_menu_item", contributions_screens.report_menu_item)
hooks.register("construct_homepage_panels", contributions_screens.add_panel)


@hooks.register("register_admin_urls")
def register_contribution_urls():
    return [path("contributions/", include(contributions_screens))]


hooks.register("register_reports_menu_item", timeliness_screens.menu_item)


@hooks.register("register_admin_urls")
def register_timeliness_urls():
    return [path("timeliness/", include(timeliness_screens))]


hooks.register("register_reports_menu_item", ledger_screens.menu_item)


@hooks.register("register_admin_urls")
def register_ledger_urls():
    return [path("ledger/", include(ledger_screens))]


@hooks.register("register_admin_urls", order=-1)
def register_translations_urls():
    return translations_screens.urlpatterns
