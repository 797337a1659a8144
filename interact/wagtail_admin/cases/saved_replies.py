"""常用语: words that handlers use often, inserted on the forms of answers, replies and questions."""

from __future__ import annotations

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from interact.models import SavedReply

NAME = "saved_replies"
# Screens of Wagtail that would be empty: nothing refers to a saved reply, and its history matters to nobody.
LEFT_OUT = {"history", "history_results", "usage"}


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


class SavedReplyViewSet(ModelViewSet):
    model = SavedReply
    icon = "openquote"
    menu_label = gettext_lazy("常用语")
    menu_name = NAME
    menu_order = 136
    url_prefix = "cases/saved-replies"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_per_page = 50
    search_fields = ["title", "text"]
    search_backend_name = None
    index_view_class = SavedReplyIndexView
    edit_view_class = SavedReplyEditView
    ordering = ["title"]
    panels = [FieldPanel("title"), FieldPanel("channel"), FieldPanel("text")]

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{"history_url_name": None, "usage_url_name": None, **kwargs})

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in LEFT_OUT]


saved_replies = SavedReplyViewSet(NAME)
