"""The list of the explorer: Wagtail's own, without the questions whose answers are known already."""

from __future__ import annotations

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from unionsite.core.queries import closed_paths, locales
from unionsite.publishing.wagtail_admin.explorer.filters import ExplorerFilterSet
from unionsite.publishing.wagtail_admin.explorer.translation_buttons import Versions, look_up


class ExplorerView(ExplorableIndexView):
    """Children of a page. Shows and allows what Wagtail's does; languages and restrictions come from memory."""

    base_filterset_class = ExplorerFilterSet
    # Wagtail fetches the parents of all rows for this column, which the explorer then leaves out.
    base_columns = [column for column in ExplorableIndexView.base_columns if column.name != "parent"]

    def get(self, request, parent_page_id):
        """As Wagtail's, which asks for the parent's revisions and language one by one."""
        plain = get_object_or_404(Page.objects.prefetch_workflow_states(), pk=parent_page_id)
        root = self.permission_policy.explorable_root_instance(request.user)
        if not (plain.pk == root.pk or plain.is_descendant_of(root)):
            return redirect(self.index_url_name, root.pk)
        self.parent_page = self.specific(plain)
        self.scheduled_page = self.parent_page.get_scheduled_revision_as_object()
        self.permissions = self.parent_page.permissions_for_user(request.user)
        self.locale = None if plain.is_root() else self.parent_page.locale
        self.translations = []
        # Where `{% test_page_is_public %}` keeps what it has asked.
        request.all_page_view_restriction_paths = list(closed_paths())
        return super(ExplorableIndexView, self).get(request)

    @staticmethod
    def specific(plain: Page) -> Page:
        pages = (plain.specific_class or Page)._default_manager.annotate_approved_schedule()
        page = pages.select_related("latest_revision__user", "live_revision__user").get(pk=plain.pk)
        if not page.approved_schedule:
            page.scheduled_revision = None
        page._current_workflow_states = plain._current_workflow_states
        page.locale = locales()[page.locale_id]
        return page

    def get_base_queryset(self):
        if self.is_searching or self.is_filtering or not self.may_explore_all():
            return super().get_base_queryset()
        return self.annotate_queryset(self.model._default_manager.child_of(self.parent_page))

    def may_explore_all(self) -> bool:
        """All children can be explored: the user's rights begin at this page or above."""
        user = self.request.user
        return user.is_superuser or any(
            self.parent_page.path.startswith(page.path)
            for page in self.permission_policy.instances_with_direct_explore_permission(user)
        )

    def annotate_queryset(self, pages):
        # Content types and languages are in memory, and the annotation says which pages are roots of sites.
        return super().annotate_queryset(pages).prefetch_related(None).prefetch_workflow_states()

    def paginate_queryset(self, queryset, page_size):
        paginator, page, rows, is_paginated = super().paginate_queryset(queryset, page_size)
        self.get_to_know(rows)
        return paginator, page, rows, is_paginated

    def get_context_data(self, **kwargs):
        # The list for putting pages in order is not cut into pages.
        if not self.get_paginate_by(self.object_list):
            self.get_to_know(self.object_list)
        return super().get_context_data(**kwargs)

    def get_to_know(self, rows) -> None:
        """Give the rows what their cells and menus ask for, once for all of them."""
        for page in rows:
            page.locale = locales()[page.locale_id]
        versions = look_up([self.parent_page, *rows], self.request.user)
        if not self.parent_page.is_root():
            self.translations = self.translations_among(versions)

    def translations_among(self, versions: Versions) -> list[dict]:
        """For the side panel; of users without buttons of translations the versions are not known."""
        parent = self.parent_page
        if parent.translation_key not in versions:
            return self.get_translations()
        return [
            {"locale": locales()[locale_id], "url": reverse(self.index_url_name, args=[pk])}
            for locale_id, pk in versions[parent.translation_key].items()
            if pk != parent.pk
        ]


class ExplorerViewSet(PageViewSet):
    """For children of pages of every type."""

    index_view_class = ExplorerView
    filterset_class = ExplorerFilterSet


explorer = ExplorerViewSet()
