"""Who may read a page or a collection: Wagtail's dialogs, stored whole or not at all, and its mark in the explorer.

What the dialogs may do is decided in `audience` and `files`.
"""

from django.db import transaction
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import collection_privacy, page_privacy

from unionsite.core.queries import closed_paths

set_privacy = require_admin_access(transaction.atomic(page_privacy.set_privacy))
set_collection_privacy = require_admin_access(transaction.atomic(collection_privacy.set_privacy))


def mark_what_is_closed(_parent, pages, request):
    """For `construct_explorer_page_queryset`: Wagtail marks the very page that was closed, and what lies below it; here
    a page is closed in every language."""
    # Where `{% test_page_is_public %}` keeps what it has asked.
    request.all_page_view_restriction_paths = closed_paths()
    return pages
