"""The home page, plain pages, the rules, 其他资讯 and 专题 (S-1.1)."""

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from taggit.models import Tag
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from home.former_pages import ImportBatch, ImportedPage  # noqa: F401  (tables of this app)
from home.people.models import Contact, ReceptionDay  # noqa: F401  (tables of this app)
from home.people.rules import ContactKind
from unionsite.core.blocks import StoryBlock
from unionsite.core.fields import StoryField
from unionsite.core.generation import TEXTS
from unionsite.core.models import BasePage, ListedPiece, PiecePage, SectionPage, fixed
from unionsite.core.named import named
from unionsite.core.pictures import prefetch_pictures
from unionsite.core.pieces import list_pieces

# Named by path, because the module that reads all sections imports this one.
FrontPage = named("home.queries.FrontPage")
groups_of = named("home.people.queries.groups_of")
reception_for = named("home.people.queries.reception_for")
offers = named("home.people.offers.offers")
QUESTIONS = ("question_1", "question_2", "question_3")


def front_question(label) -> models.ForeignKey:
    """Return the field of one everyday question below the search of the front page."""
    return models.ForeignKey(
        "rights.RightsAnswerPage",
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )


class HomePage(BasePage):
    """The front page: composed of what the sections published, with one piece that editors may pin to the top."""

    is_frame = True
    kept_views = {"": ()}

    lead = models.ForeignKey(
        "core.PiecePage",
        verbose_name=_("头条"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("不选则自动取最新的一篇有封面的工作动态。"),
    )
    question_1 = front_question(_("第一问"))
    question_2 = front_question(_("第二问"))
    question_3 = front_question(_("第三问"))

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("lead"),
        MultiFieldPanel(
            [FieldPanel(name) for name in QUESTIONS],
            heading=_("大家常问"),
            help_text=_("搜索框下面的三个问题，从权益问答中选。不选的，由各情形的第一个问答补上。"),
        ),
    ]
    # The home pages of all languages are siblings, so their slugs must differ.
    override_translatable_fields = [
        TranslatableField("slug"),
        SynchronizedField("share_image"),
        SynchronizedField("lead"),
        *(SynchronizedField(name) for name in QUESTIONS),
    ]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 2
    schema_type = "WebSite"

    class Meta:
        verbose_name = _("首页")

    def get_context(self, request, *args, **kwargs):
        # Lazy: read only when the template has not remembered this part.
        front = FrontPage(self)
        reception = SimpleLazyObject(lambda: reception_for(request, self.locale_id))
        context = super().get_context(request, *args, **kwargs)
        framed = self.frame_key(request)
        return {**context, "framed": framed, "front": front, "reception": reception}


class PlainPage(BasePage):
    """A page of text: about, contact, guide. Below its text it may show what the site offers, and contacts."""

    body = StoryField(StoryBlock(), blank=True, verbose_name=_("正文"))
    show_in_footer = models.BooleanField(_("在页脚显示"), default=True)
    shows_offers = models.BooleanField(
        _("网上服务"), default=False, help_text=_("网站现有的服务和链接，每项一句话，自动更新。")
    )
    shows_committee = models.BooleanField(_("工会委员会成员"), default=False)
    shows_representatives = models.BooleanField(_("职工代表"), default=False)
    shows_stations = models.BooleanField(_("服务站点"), default=False)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("shows_offers"),
                FieldRowPanel(
                    [
                        FieldPanel("shows_committee"),
                        FieldPanel("shows_representatives"),
                        FieldPanel("shows_stations"),
                    ]
                ),
            ],
            heading=_("正文后面显示"),
            help_text=_("人员和站点在“联系人和站点”里维护，改了那里，这一页就跟着变。"),
        ),
    ]
    promote_panels = [FieldPanel("show_in_footer"), *BasePage.promote_panels]
    search_fields = [*BasePage.search_fields, index.SearchField("body"), index.SearchField("words_of_contacts")]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *fixed("show_in_footer", "shows_offers", "shows_committee", "shows_representatives", "shows_stations"),
    ]
    parent_page_types = ["home.HomePage", "home.PlainPage"]
    shown_under = TEXTS
    kept_views = {"": ()}
    page_description = _("关于我们、联系我们一类的单页。")

    class Meta:
        verbose_name = _("普通页面")

    def picture_values(self) -> list:
        return [self.body]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if self.shows_offers:
            context["offers"] = SimpleLazyObject(lambda: offers(self.locale_id))
        if kinds := self.kinds_of_contacts:
            # Lazy: read only when the template has not remembered this part.
            context["contacts"] = SimpleLazyObject(lambda: groups_of(kinds))
        return context

    @property
    def kinds_of_contacts(self) -> list[ContactKind]:
        """Return which kinds of contacts the page shows."""
        shows = (self.shows_committee, self.shows_representatives, self.shows_stations)
        return [kind for kind, is_shown in zip(ContactKind, shows, strict=True) if is_shown]

    def words_of_contacts(self) -> list[str]:
        """Return words by which a search finds the page for its contacts; names are left out, as people leave."""
        kinds = [str(kind.label) for kind in self.kinds_of_contacts]
        return [*kinds, str(_("联系电话、地点和时间"))] if kinds else []


class RulesPage(PlainPage):
    """Rules that the public may read, with version and effective date (S-1.1, S-9.1)."""

    version = models.CharField(_("版本"), max_length=20)
    effective_date = models.DateField(_("施行日期"), null=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("version"), FieldPanel("effective_date")]),
        FieldPanel("body"),
    ]
    override_translatable_fields = [*PlainPage.override_translatable_fields, *fixed("version", "effective_date")]
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    page_description = _("发布规范、交流守则、隐私政策等公开的规定。")

    class Meta:
        verbose_name = _("规章页面")


class InfoIndexPage(SectionPage):
    subpage_types = ["home.InfoPage"]
    page_description = _("其他资讯栏目：通知公告、服务信息、学习阅读、信息公开。")

    class Meta:
        verbose_name = _("其他资讯栏目")


class InfoPage(PiecePage):
    """其他资讯: a notice, a service, something to read, a report of the union."""

    KINDS = (
        ("notice", _("通知公告")),
        ("service", _("服务信息")),
        ("reading", _("学习阅读")),
        ("disclosure", _("信息公开")),
    )
    former_sections = {
        "notice": ("公告通知", "公示公告"),
        "service": ("办事指南", "常见问题", "服务指南"),
        "reading": ("学习园地", "理论学习"),
        "disclosure": ("厂务公开", "会务公开", "工作报告"),
    }

    content_panels = [
        *PiecePage.content_panels,
        FieldPanel("kind", widget=PiecePage.kind_widget(KINDS)),
        FieldPanel("summary"),
        FieldPanel("valid_until"),
        *PiecePage.cover_panels,
        FieldPanel("body"),
        *PiecePage.source_panels,
    ]
    parent_page_types = ["home.InfoIndexPage"]
    subpage_types = []
    is_creatable = True
    page_description = _("通知公告、服务信息、学习阅读、信息公开。")

    class Meta:
        verbose_name = _("资讯稿件")


class TopicIndexPage(SectionPage):
    subpage_types = ["home.TopicPage"]
    page_description = _("专题栏目。")
    show_in_menus_default = False

    class Meta:
        verbose_name = _("专题栏目")

    @path("")
    def list(self, request):
        return self.render(request, context_overrides={"topics": self.topics()})

    def topics(self):
        topics = list(TopicPage.objects.child_of(self).published().true_texts().newest_first().select_related("cover"))
        prefetch_pictures((topic.cover for topic in topics), "card")
        return topics


class TopicPage(PlainPage):
    """专题: collects the pieces of all sections that carry one of its tags."""

    cover = models.ForeignKey(
        "core.SiteImage", verbose_name=_("封面图"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cover_alt = models.CharField(_("封面图替代文字"), max_length=160, blank=True)
    collected_tags = ParentalManyToManyField(Tag, verbose_name=_("收录的标签"), related_name="+")

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary", heading=_("导语")),
        FieldPanel("collected_tags", widget=forms.CheckboxSelectMultiple, required_on_save=False),
        FieldPanel("cover"),
        FieldPanel("cover_alt"),
        FieldPanel("body", heading=_("专题正文")),
    ]
    # Without `show_in_footer`: topics never stand in the footer.
    promote_panels = BasePage.promote_panels
    override_translatable_fields = [
        *PlainPage.override_translatable_fields,
        SynchronizedField("cover"),
        *fixed("collected_tags"),
    ]
    cover_shapes = ("card", "share")
    kept_views = {"": ("kind", "year", "tag", "page")}
    parent_page_types = ["home.TopicIndexPage"]
    subpage_types = []
    page_description = _("按标签自动收录各栏目稿件的专题。")

    class Meta:
        verbose_name = _("专题")

    def picture_values(self):
        return [self.cover, *super().picture_values()]

    def listed(self):
        """Return the rows that its list walks through: of the pieces with one of its tags, in its own language."""
        rows = ListedPiece.objects.current(timezone.now()).filter(locale=self.locale_id)
        tags = [tag.pk for tag in self.collected_tags.all()]
        return rows.filter(piece__in=rows.filter(tag__in=tags).values("piece"))

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["listing"] = list_pieces(self.listed(), request.GET)
        return context
