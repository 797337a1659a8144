"""A small site with something of each kind: public, closed, unfinished."""

from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from wagtail.models import PageViewRestriction

from tests.factories import DocumentFactory, ImageFactory, NewsPageFactory, linking
from tests.releasing import publish


@pytest.fixture
def pieces(tree, small_site):
    document = DocumentFactory(title="申请表", file=ContentFile(b"%PDF-1.4 form", name="form.pdf"))
    hidden = DocumentFactory(title="内部材料", file=ContentFile(b"%PDF-1.4 secret", name="secret.pdf"))
    image = ImageFactory()
    public = publish(
        NewsPageFactory(
            parent=tree.news,
            title="=公开的稿件",
            body=linking(document),
            cover=image,
            cover_alt="机床",
            tags=["劳动竞赛"],
            live=False,
        )
    )
    closed = publish(NewsPageFactory(parent=tree.news, title="只给职工看的稿件", body=linking(hidden)))
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    NewsPageFactory(parent=tree.news, title="还是草稿", live=False)
    public.title = "还没有审核的新标题"
    public.save_revision()
    return SimpleNamespace(public=public, closed=closed, document=document, hidden=hidden, image=image)


HIDDEN = ("只给职工看的稿件", "还是草稿", "还没有审核的新标题", "secret")
