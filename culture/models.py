"""企业文化建设: achievements and galleries (S-3.3)."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from unionsite.core.blocks import PictureBlock, TakingBlock
from unionsite.core.fields import StoryField
from unionsite.core.models import PiecePage, SectionPage, fixed
from unionsite.core.pictures import pictures_in, prefetch_pictures


class CultureIndexPage(SectionPage):
    subpage_types = ["culture.AchievementPage", "culture.GalleryPage"]
    page_description = _("企业文化建设栏目：文化成果、活动风采。")
    list_shapes = ("card", "lead")

    def listing(self, parameters):
        listing = super().listing(parameters)
        count_pictures(listing.page.object_list)
        return listing

    class Meta:
        verbose_name = _("企业文化栏目")


class AchievementPage(PiecePage):
    """文化成果: an innovation, an honour, a work or a brand, and the person or group it belongs to."""

    KINDS = (
        ("innovation", _("创新成果")),
        ("honour", _("先进典型")),
        ("works", _("职工作品")),
        ("brand", _("文化品牌")),
    )

    cover_shapes = (*PiecePage.cover_shapes, "lead")

    achieved_on = models.DateField(_("取得日期"), null=True)
    holder = models.CharField(_("个人或集体"), max_length=80)

    content_panels = [
        *PiecePage.content_panels,
        FieldPanel("kind", widget=PiecePage.kind_widget(KINDS)),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("achieved_on"), FieldPanel("holder")]),
        *PiecePage.cover_panels,
        FieldPanel("body"),
        *PiecePage.source_panels,
    ]
    search_fields = [*PiecePage.search_fields, index.SearchField("holder")]
    override_translatable_fields = [*PiecePage.override_translatable_fields, *fixed("achieved_on")]
    parent_page_types = ["culture.CultureIndexPage"]
    subpage_types = []
    is_creatable = True
    page_description = _("创新成果、先进典型、职工作品、文化品牌。")

    class Meta:
        verbose_name = _("文化成果")


class GalleryPage(PiecePage):
    """活动风采: pictures of an activity; the consent of the people in them is recorded."""

    KINDS = (("gallery", _("活动风采")),)

    taken_on = models.DateField(_("拍摄日期"), null=True)
    place = models.CharField(_("地点"), max_length=80, blank=True)
    pictures = StoryField(TakingBlock([("picture", PictureBlock())], min_num=1, max_num=60), verbose_name=_("图片"))
    portrait_consent = models.BooleanField(
        _("肖像授权已取得"),
        default=False,
        help_text=_("图中能辨认出的人均已同意公开；未成年人由监护人同意。未勾选不能发布。"),
    )
    consent_note = models.CharField(
        _("授权记录"), max_length=160, blank=True, help_text=_("谁在何时以何种方式取得同意，仅后台可见。")
    )

    content_panels = [
        *PiecePage.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("taken_on"), FieldPanel("place")]),
        FieldPanel("pictures"),
        MultiFieldPanel([FieldPanel("portrait_consent"), FieldPanel("consent_note")], heading=_("肖像授权")),
        *PiecePage.cover_panels,
        FieldPanel("body", heading=_("文字")),
        *PiecePage.source_panels,
    ]
    search_fields = [*PiecePage.search_fields, index.SearchField("pictures"), index.SearchField("place")]
    override_translatable_fields = [
        *PiecePage.override_translatable_fields,
        *fixed("taken_on", "portrait_consent", "consent_note"),
    ]
    parent_page_types = ["culture.CultureIndexPage"]
    subpage_types = []
    is_creatable = True
    cover_shapes = ("card", "lead", "thumb", "share")
    schema_type = "ImageGallery"
    page_description = _("一次活动的图集，可以带视频。")

    class Meta:
        verbose_name = _("活动风采")

    def publication_errors(self):
        errors = super().publication_errors()
        if not self.portrait_consent:
            errors["portrait_consent"] = _("请确认已取得图中人员的同意后再发布。")
        return errors

    def picture_values(self):
        return [*super().picture_values(), self.pictures]

    @property
    def picture_list(self) -> list:
        """Return the pictures in the form that the gallery block's template takes."""
        return [block.value for block in self.pictures]


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
