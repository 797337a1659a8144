"""Writes which pages come first for a query; receivers record it and make it take effect."""

from collections.abc import Sequence

from django.db import transaction
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Page


@transaction.atomic
def set_promoted(*, text: str, pages: Sequence[Page], instead_of: Query | None = None) -> Query:
    """Put exactly these pages first for a query, in this order; the query `instead_of` loses its promotions."""
    query = Query.get(text)
    former = {promotion.page_id: promotion for promotion in query.editors_picks.all()}
    gone = [] if instead_of in (None, query) else list(instead_of.editors_picks.all())
    for number, page in enumerate(pages):
        promotion = former.pop(page.pk, None) or SearchPromotion(query=query, page=page)
        if promotion.sort_order != number:
            promotion.sort_order = number
            promotion.save()
    for promotion in (*former.values(), *gone):
        promotion.delete()
    return query
