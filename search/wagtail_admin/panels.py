"""What the admin's home page says of the search: words that wait for me to decide."""

from __future__ import annotations

from django.db.models import Q
from wagtail.admin.ui.components import Component

from search.lexicon_rules import State
from search.models import LexiconEntry
from search.wagtail_admin import rights


class WordsPanel(Component):
    name = "search_words"
    order = 260
    template_name = "search/admin/panel.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        own = Q(state=State.PROPOSED, proposed_by=user) | Q(state=State.LEAVING, leaving_proposed_by=user)
        return {"count": LexiconEntry.objects.waiting().exclude(own).count()}


def add_panel(request, panels):
    if request.user.has_perm(rights.APPROVE):
        panels.append(WordsPanel())
