"""Wagtail's dialogs of who may read a page or a collection, stored whole or not at all; what they may do is decided in
`audience` and `files`."""

from django.db import transaction
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import collection_privacy, page_privacy

set_privacy = require_admin_access(transaction.atomic(page_privacy.set_privacy))
set_collection_privacy = require_admin_access(transaction.atomic(collection_privacy.set_privacy))
