"""The word_import wing: what it brings, and how it joins the site."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.wings import Wing, WingConfig

WING = Wing("word_import", _("导入Word"), apps=(f"{__name__}.WordImportConfig",), tables=("publishing_wordimport",))


class WordImportConfig(WingConfig):
    name = "unionsite.publishing.word_import"
    label = "word_import"
    verbose_name = "导入Word"

    def join(self):
        # Imported here, because models are loaded only now.
        from django.urls import include, path
        from wagtail import hooks

        from home.services.roles import PERMISSIONS_OF_WINGS, rights
        from rights.statutes import StatutesView
        from unionsite.accounts.changes.kinds import register
        from unionsite.accounts.choices import Role
        from unionsite.publishing.review.screens.writing import above_the_form, ways_to_write
        from unionsite.publishing.word_import import screens
        from unionsite.publishing.word_import.law_files import screens as laws
        from unionsite.publishing.word_import.law_files.services import KIND

        ways_to_write.append((WING.title, "word_import:choose"))
        above_the_form.append(("word_import/panel.html", screens.notes_of))
        hooks.register("register_admin_urls", lambda: [path("word-import/", include(screens))])
        hooks.register("register_page_header_buttons", screens.header_button)
        register(KIND)
        PERMISSIONS_OF_WINGS.append({role: rights("laws", statute="add") for role in (Role.EDITOR, Role.ADMINISTRATOR)})
        StatutesView.buttons.append((laws.LawFileView.page_title, "law_files:import", "doc-full", laws.RIGHT))
        hooks.register("register_admin_urls", lambda: [path("statutes/import/", include(laws))])
