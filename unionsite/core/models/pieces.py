"""The common part of every piece of writing: one table, so that lists over all sections cost one query."""

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from unionsite.core.blocks import StoryBlock
from unionsite.core.fields import StoryField
from unionsite.core.generation import below, pages, remembered_of, tagged
from unionsite.core.models.pages import BasePage, fixed
from unionsite.core.named import named
from unionsite.core.page_forms import PieceForm
from unionsite.core.querysets import PieceManager

# Named by path, because the modules that read pieces, releases and topics import this one.
surroundings = named("unionsite.core.pieces.surroundings")
topics_of = named("home.queries.topics_of")
shown_reviewers = named("unionsite.publishing.review.queries.shown_reviewers")


class PieceTag(TaggedItemBase):
    content_object = ParentalKey("core.PiecePage", on_delete=models.CASCADE, related_name="tagged_items")

    class Meta:
        verbose_name = _("标签")


class PiecePage(BasePage):
    """A piece as lists show it; each type of piece is a subclass with fields of its own.

    Its date is `first_published_at`: the site's own clock sets it and nobody can type it, so no piece can carry a false
    date (requirements.md 2.1). 来源, 作者/供稿部门 and 事实核实人 are required on publishing (S-1.5).
    """

    # (value, label) of the kinds that a subclass has; a single one is set automatically.
    KINDS: tuple[tuple[str, object], ...] = ()
    # For `import_pages`: names that a former website may have given to sections, by kind, and to columns, by field of
    # this type.
    former_sections: dict[str, tuple[str, ...]] = {}
    former_columns: dict[str, tuple[str, ...]] = {}

    kind = models.CharField(_("类别"), max_length=20, db_index=True, blank=True)
    source_name = models.CharField(_("来源"), max_length=80, help_text=_("供稿的工会组织或部门；转载时写原发布单位。"))
    is_repost = models.BooleanField(_("转载"), default=False)
    source_url = models.URLField(_("原文网址"), blank=True, help_text=_("转载的稿件必须填写。"))
    department = models.ForeignKey(
        "accounts.Department",
        verbose_name=_("供稿部门"),
        null=True,
        on_delete=models.PROTECT,
        related_name="pieces",
    )
    author = models.CharField(_("作者"), max_length=60)
    fact_checker = models.CharField(_("事实核实人"), max_length=60, help_text=_("核对过人名、数字、时间和引文的人。"))
    editor_name = models.CharField(_("责任编辑"), max_length=60, blank=True)
    cover = models.ForeignKey(
        "core.SiteImage",
        verbose_name=_("封面图"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cover_alt = models.CharField(
        _("封面图替代文字"),
        max_length=160,
        blank=True,
        help_text=_("用一句话说出图上有什么，供读屏软件朗读。"),
    )
    valid_until = models.DateField(
        _("有效期至"),
        null=True,
        blank=True,
        help_text=_("过了这一天，列表和正文都会自动标明“已失效”。长期有效的不填。"),
    )
    tags = ClusterTaggableManager(through=PieceTag, blank=True, verbose_name=_("标签"))
    body = StoryField(StoryBlock(), blank=True, verbose_name=_("正文"))

    objects = PieceManager()

    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("first_published_at"),
        index.FilterField("alias_of"),
        index.RelatedFields("tags", [index.SearchField("name"), index.FilterField("name")]),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *fixed("kind", "fact_checker", "editor_name", "valid_until", "tags"),
        TranslatableField("source_name"),
        SynchronizedField("source_url"),
        SynchronizedField("author"),
        SynchronizedField("cover"),
    ]
    is_creatable = False
    base_form_class = PieceForm
    serve_select_related = ("share_image", "department", "cover")
    schema_type = "NewsArticle"
    kept_views = {"": ()}
    # Shapes in which its cover is usually shown. If an editor makes the piece the lead, that shape is drawn on first
    # use.
    cover_shapes = ("story", "card", "thumb", "share")

    cover_panels = [
        MultiFieldPanel(
            [
                FieldPanel("cover", help_text=_("也可以把图片拖到这里。")),
                FieldPanel(
                    "cover_alt",
                    help_text=_("用一句话说出图上有什么，供读屏软件朗读。不填则用图片的描述，没有描述的用标题。"),
                ),
            ],
            heading=_("封面"),
        ),
    ]
    source_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("source_name"), FieldPanel("department")]),
                FieldRowPanel([FieldPanel("author"), FieldPanel("fact_checker"), FieldPanel("editor_name")]),
                FieldRowPanel([FieldPanel("is_repost"), FieldPanel("source_url")]),
            ],
            heading=_("来源与责任"),
        ),
        FieldPanel("tags"),
    ]

    class Meta:
        verbose_name = _("稿件")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # With one kind there is nothing to choose, but the explorer, lists and filters need the column.
        if not self.kind and len(self.KINDS) == 1:
            self.kind = self.KINDS[0][0]

    def publication_errors(self):
        errors = super().publication_errors()
        if self.is_repost and not self.source_url:
            errors["source_url"] = _("转载稿件请填写原文网址，方便读者核对。")
        if self.cover_id and not self.cover_alt.strip():
            errors["cover_alt"] = _("请写一句替代文字，说出封面图上有什么。")
        if len(self.KINDS) > 1 and self.kind not in dict(self.KINDS):
            errors["kind"] = _("请选择类别。")
        return errors

    @classmethod
    def own_fields(cls) -> list[models.Field]:
        """Return the lines of text, days and times that this type adds to the common fields."""
        return [field for field in cls._meta.local_fields if isinstance(field, models.CharField | models.DateField)]

    def fill_gaps(self) -> list[str]:
        """Put true values into this type's required fields that a former website left empty; return notes in words."""
        return []

    @staticmethod
    def kind_widget(kinds) -> forms.Select:
        """Return a select of a subclass's kinds; the column itself is shared by all types and has no choices."""
        return forms.Select(choices=[("", "---------"), *kinds])

    @property
    def kind_label(self) -> str:
        return str(kind_labels().get(self.kind, ""))

    @property
    def is_expired(self) -> bool:
        """Whether the piece is past its validity (S-3.2); judged on reading, so nobody has to remember it."""
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    @property
    def share_picture(self):
        return self.share_image or self.cover

    @cached_property
    def own_tags(self) -> list:
        return list(self.tags.all())

    @property
    def tag_names(self) -> list[str]:
        return [tag.name for tag in self.own_tags]

    @property
    def topics_around(self) -> tuple[str, ...]:
        """Return under which topics its neighbours and related pieces are remembered."""
        # Not read again where the piece itself is made anew, which shows its tags.
        tags = pages.value(("tags", self.pk, self.edition), (), lambda: tuple(tagged(tag.pk) for tag in self.own_tags))
        return below(self.path[: -self.steplen]), *tags

    @property
    def topics(self) -> list:
        """Return the topics that collect the piece by one of its tags, with `title` and `url`."""
        return topics_of(self)

    @property
    def reviewers(self) -> tuple[str, str] | None:
        """Return the names of who approved the piece at both stages, where the union shows them to readers (S-8.9)."""
        return shown_reviewers(self)

    @property
    def state(self) -> str:
        """Return what the clock alone changes on the page within a day; empty for most types."""
        return ""

    def picture_values(self) -> list:
        """Return the pictures and block values whose renditions the page shows."""
        return [self.cover, self.body]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if not getattr(request, "is_preview", False):
            context["framed"] = self.frame_key(request)
            # Lazy: read only when the template has not remembered this part.
            context["around"] = SimpleLazyObject(lambda: surroundings(self))
        return context


@remembered_of()
def kind_labels() -> dict[str, object]:
    """Return the label of every kind of piece on the site, by value."""
    labels = {}
    pending = list(PiecePage.__subclasses__())
    while pending:
        model = pending.pop()
        pending += model.__subclasses__()
        labels.update(dict(model.KINDS))
    return labels
