"""Pages of long lists, forgiving about the number asked for."""

from django.core.paginator import Page, Paginator


def nearest_page(paginator: Paginator, number: str | None) -> Page:
    """The page with this number, the first for what is no number, else the nearest there is."""
    try:
        wanted = int(number or 1)
    except ValueError:
        wanted = 1
    return paginator.page(min(max(wanted, 1), paginator.num_pages))
