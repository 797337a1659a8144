"""Staff screens of the core."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page


def stop_incomplete_pages(request, action_type, pages, action):
    """Before many pages are published at once: one that lacks something holds all of them back, with its name (S-1.5).

    Wagtail publishes without a form here and would fail in the middle.
    """
    if action_type != "publish" or not issubclass(action.model, Page) or request.method != "POST":
        return None
    chosen = list(pages)
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        chosen += [below for page in pages for below in page.get_descendants().not_live().specific()]
    incomplete = [page for page in chosen if not is_complete(page.get_latest_revision_as_object())]
    if not incomplete:
        return None
    message = _("%(titles)s缺少发布必需的内容，这一批都没有发布。请打开补齐后再发布。")
    messages.error(
        request, message % {"titles": "、".join(f"《{page.get_admin_display_title()}》" for page in incomplete)}
    )
    return redirect(action.next_url)


def is_complete(page: Page) -> bool:
    try:
        page.full_clean()
    except ValidationError:
        return False
    return True
