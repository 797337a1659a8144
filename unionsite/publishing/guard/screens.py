"""Hooks that take away what the admin offers but both stages forbid, and answer people who try it anyway.

They spare people a refusal; the rules themselves are kept by `public.py` and `files.py`.
"""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import collection_privacy, page_privacy
from wagtail.documents import get_document_model
from wagtail.models import Collection

from unionsite.core.queries import closed_paths
from unionsite.publishing.guard import files
from unionsite.publishing.review.rules import NotReleased


class ReadOnlyPagesAPI(PagesAdminAPIViewSet):
    """The pages API for reading only, as the explorer and choosers need it (security.md 3.2)."""

    actions = {}


def read_only_api(router):
    router.register_endpoint("pages", ReadOnlyPagesAPI)


def drop_publish(menu_items, request, context):
    menu_items[:] = [item for item in menu_items if item.name != "action-publish"]
    # Without "publish", "submit" is what finishes the work, so it comes first.
    for position, item in enumerate(menu_items):
        if item.name == "action-submit" and position:
            menu_items.insert(0, menu_items.pop(position))


def say_what_publishing_needs(request, page):
    if request.method == "POST" and "action-publish" in request.POST:
        messages.warning(request, _("稿件已存为草稿，没有发布：发布须经初审、终审。请点击“提交审核”。"))


def refuse_publishing_a_new_page(request, parent_page, page_class):
    if request.method == "POST" and "action-publish" in request.POST:
        raise NotReleased(_("新页面不能直接发布。请先存为草稿，再提交审核。"))


def refuse_bulk_publishing(request, action_type, objects, action_class_instance):
    if action_type == "publish":
        raise NotReleased(_("不能批量发布：每一页都须经初审、终审。请逐篇提交审核。"))


def refuse_opening_files(request, action_type, objects, action_class_instance):
    """Check documents that are moved in bulk: Wagtail moves them with `update`, which sends no signal."""
    if request.method == "POST" and action_type == "add_to_collection":
        collection = Collection.objects.filter(pk=request.POST.get("collection") or None).first()
        for document in objects if collection else ():
            if isinstance(document, get_document_model()):
                files.check_collection(document, collection)


def tell_of_moved_files(request, action_type, objects, action_class_instance):
    """Save documents that were moved in bulk once more, so that search and static copy hear who may have them now."""
    if action_type == "add_to_collection":
        model = get_document_model()
        for document in model.objects.filter(pk__in=[one.pk for one in objects if isinstance(one, model)]):
            document.save(update_fields=["collection"])


def refuse_public_copies(request, page):
    if request.method == "POST" and ("alias" in request.POST or "publish_copies" in request.POST):
        messages.error(request, _("复制的页面只能存为草稿，经审核后发布；不能建立别名页面。"))
        return redirect(reverse("wagtailadmin_pages:copy", args=[page.pk]))
    return None


set_privacy = require_admin_access(transaction.atomic(page_privacy.set_privacy))
set_collection_privacy = require_admin_access(transaction.atomic(collection_privacy.set_privacy))


def mark_what_is_closed(_parent, pages, request):
    """Mark pages in the explorer as closed in every language (`construct_explorer_page_queryset`). Wagtail alone would
    mark only the page that was closed and the pages below it."""
    # `{% test_page_is_public %}` reads the paths from this attribute.
    request.all_page_view_restriction_paths = closed_paths()
    return pages
