"""Wagtail's dialog of who may read a page, stored whole or not at all; what it may do is decided in `audience`."""

from django.db import transaction
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.page_privacy import set_privacy as set_privacy_of_wagtail

set_privacy = require_admin_access(transaction.atomic(set_privacy_of_wagtail))
