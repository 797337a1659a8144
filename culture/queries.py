"""Reads of the culture section: what a list shows of albums."""

from collections.abc import Iterable

from culture.models import CultureIndexPage, GalleryPage
from unionsite.core.models import PiecePage
from unionsite.core.pictures import pictures_in, prefetch_pictures


def count_pictures(pieces: Iterable[PiecePage]) -> None:
    """Give albums among some pieces their number of pictures, and those without a cover their first picture.

    One query, two more where a cover is missing.
    """
    pieces = list(pieces)
    albums = dict(GalleryPage.objects.filter(pk__in=[piece.pk for piece in pieces]).values_list("pk", "pictures"))
    bare = [piece for piece in pieces if piece.pk in albums and not piece.cover]
    prefetch_pictures((albums[piece.pk] for piece in bare), *CultureIndexPage.list_shapes)
    for piece in pieces:
        piece.album_size = len(albums.get(piece.pk, ()))
    for piece in bare:
        piece.cover = next(pictures_in(albums[piece.pk]), None)
