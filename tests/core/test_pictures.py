"""Pictures of pages: what is published has its pictures in all sizes before anybody looks."""

import io

import pytest
from django.core.files.images import ImageFile
from PIL import Image

from tests.factories import (
    GalleryPageFactory,
    ImageFactory,
    NewsPageFactory,
    TopicPageFactory,
    items,
    picture_value,
    story,
)
from unionsite.core.models.media import SiteRendition
from unionsite.core.pictures import draw
from unionsite.core.tasks import draw_pictures

pytestmark = pytest.mark.django_db


def pictures(count: int) -> list[dict]:
    return [picture_value(ImageFactory()) for _ in range(count)]


def news(tree):
    alone, *others = pictures(3)
    body = story(("picture", alone), ("gallery", items(*others)))
    return NewsPageFactory(parent=tree.news, cover=ImageFactory(), cover_alt="图", body=body)


def gallery(tree):
    blocks = story(*(("picture", value) for value in pictures(2)))
    return GalleryPageFactory(parent=tree.culture, cover=ImageFactory(), cover_alt="图", pictures=blocks)


def topic(tree):
    return TopicPageFactory(parent=tree.topics, cover=ImageFactory())


def drawn() -> set[tuple]:
    return set(SiteRendition.objects.values_list("image", "filter_spec"))


@pytest.mark.parametrize("make", [news, gallery, topic], ids=lambda make: make.__name__)
def test_nobody_waits_for_the_pictures_of_a_page(client, tree, make):
    lead, page = news(tree), make(tree)
    for published in (lead, page):
        draw_pictures.enqueue(published.pk)
    before = drawn()
    for address in (page.url, page.get_parent().url, "/"):
        assert client.get(address).status_code == 200
    assert before
    assert drawn() == before


def test_the_pictures_of_a_gallery_need_the_sizes_of_a_story_alone(tree):
    page = gallery(tree)
    draw_pictures.enqueue(page.pk)
    specs = SiteRendition.objects.exclude(image=page.cover).values_list("filter_spec", flat=True)
    assert {spec.partition("|")[2] for spec in specs} == {"width-480", "width-960", "width-1440"}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_sizes_drawn_together_are_those_that_wagtail_draws(format):
    content = io.BytesIO()
    Image.radial_gradient("L").resize((300, 200)).convert("RGB").save(content, format)
    fields = {"focal_point_x": 200, "focal_point_y": 60, "focal_point_width": 50, "focal_point_height": 50}
    one, other = (
        ImageFactory(file=ImageFile(io.BytesIO(content.getvalue()), name=f"a.{format.lower()}"), **fields)
        for _ in range(2)
    )
    specs = ["format-webp|width-120", "fill-90x90", "format-jpeg|fill-100x40"]
    draw(one, specs)
    draw(one, specs)
    assert one.renditions.count() == len(specs)
    for spec, rendition in other.get_renditions(*specs).items():
        same = one.renditions.get(filter_spec=spec)
        assert (same.width, same.height) == (rendition.width, rendition.height)
        with same.file.open() as drawn, rendition.file.open() as expected:
            assert drawn.read() == expected.read()
