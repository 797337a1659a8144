"""常用语: words that handlers use often, inserted on the forms of answers, replies and questions."""

from __future__ import annotations

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import EditView, IndexView

from interact.cases.models.settings import SavedReply
from unionsite.core.screens import ListViewSet

NAME = "saved_replies"


class SavedReplyIndexView(IndexView):
    @cached_property
    def columns(self):
        return [
            self._get_title_column("title"),
            Column(
                "channel",
                label=gettext_lazy("渠道"),
                accessor=lambda reply: reply.get_channel_display() or gettext_lazy("全部"),
                sort_key="channel",
            ),
            Column("text", label=gettext_lazy("内容"), accessor=lambda reply: reply.text[:60]),
        ]


class SavedReplyEditView(EditView):
    def get_last_updated_info(self):
        return None


class SavedReplyViewSet(ListViewSet):
    model = SavedReply
    icon = "openquote"
    menu_label = gettext_lazy("常用语")
    menu_name = NAME
    menu_order = 136
    url_prefix = "cases/saved-replies"
    add_to_settings_menu = True
    list_per_page = 50
    search_fields = ["title", "text"]
    search_backend_name = None
    index_view_class = SavedReplyIndexView
    edit_view_class = SavedReplyEditView
    ordering = ["title"]
    panels = [FieldPanel("title"), FieldPanel("channel"), FieldPanel("text")]


saved_replies = SavedReplyViewSet(NAME)
