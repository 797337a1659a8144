"""Hooks for the core's parts of the admin."""

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html, format_html_join
from wagtail import hooks
from wagtail.admin.views.pages.listing import IndexView as Explorer

from unionsite.core import first_page, sleeping
from unionsite.core.aliases import lay_aliases
from unionsite.core.columns import KeysFirst
from unionsite.core.richtext import register_safe_links

# Links to Wagtail's own pages, in English and on the internet: no help for people who work here.
FOREIGN_HELP = ("editor-guide", "whats-new-in-wagtail-")


@hooks.register("construct_help_menu")
def drop_foreign_help(request, items):
    items[:] = [item for item in items if not item.name.startswith(FOREIGN_HELP)]


# Runs after all apps have added their panels.
hooks.register("construct_homepage_panels", first_page.add_panel, order=100)


@hooks.register("register_admin_urls")
def register_work():
    return [path("work/", include(first_page))]


@hooks.register("after_copy_page")
def copies_have_aliases_too(request, page, new_page):
    lay_aliases(new_page)


@hooks.register("insert_global_admin_css")
def our_style():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_global_admin_js")
def our_words_and_saving():
    scripts = [(static(f"core/admin/{name}.js"),) for name in ("words", "saving")]
    return format_html_join("", '<script src="{}" defer></script>', scripts)


@hooks.register("insert_editor_js")
def our_editing():
    return format_html('<script src="{}" defer></script>', static("core/editor/names.js"))


# Runs after Wagtail's own hook, whose handlers it replaces.
hooks.register("register_rich_text_features", register_safe_links, order=100)

hooks.register("register_log_actions", sleeping.register_actions)
hooks.register("construct_explorer_page_queryset", sleeping.hide_from_explorer)
Explorer.paginator_class = KeysFirst
for step in ("edit", "delete", "move", "copy", "convert_alias", "unpublish"):
    hooks.register(f"before_{step}_page", sleeping.refuse)
