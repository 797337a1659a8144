"""Blocks of text: headings, paragraphs, quotations, callouts, questions and cited articles."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from unionsite.core.choosing import SharedChooserMixin
from unionsite.laws.models import in_title_marks
from unionsite.laws.screens import StatuteArticleChooserBlock

# Characters of a folded article that are seen.
OPENING = 20


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("标题"), max_length=60)
    level = blocks.ChoiceBlock(
        label=_("层级"), choices=[("h2", _("一级小标题")), ("h3", _("二级小标题"))], default="h2", search_index=False
    )

    class Meta:
        icon = "title"
        label = _("小标题")
        template = "core/blocks/heading.html"
        preview_value = {"text": "一、加班工资的三种情形", "level": "h2"}
        description = _("文章里的小标题，不要用加粗的段落代替。")


class ParagraphBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("正文段落")
        template = "core/blocks/paragraph.html"
        preview_value = (
            "<p>公司工会9月组织职工代表巡视，现场办结问题<b>17件</b>。</p><ul><li>车间通风</li><li>夜班食堂</li></ul>"
        )
        description = _("文字、列表和链接。一段讲一件事，不超过300字为宜。")


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("引文"))
    attribution = blocks.CharBlock(label=_("出处或说话人"), required=False)

    class Meta:
        icon = "openquote"
        label = _("引语")
        template = "core/blocks/quote.html"
        preview_value = {"text": "图纸上的一毫米，到了车间就是几十个人的一整天。", "attribution": "总装车间一位班组长"}
        description = _("原话或文件原文，另注明出处。")


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("种类"),
        choices=[("info", _("说明")), ("tip", _("提示")), ("warning", _("注意"))],
        default="info",
        search_index=False,
    )
    title = blocks.CharBlock(label=_("标题"), required=False, max_length=40)
    text = blocks.RichTextBlock(label=_("内容"))

    class Meta:
        icon = "info-circle"
        label = _("提示框")
        template = "core/blocks/callout.html"
        preview_value = {"kind": "tip", "title": "怎么办理", "text": "<p>携带工作证到综合楼203室，当场办结。</p>"}
        description = _("读者不能错过的一句话：截止时间、办理地点、特别提醒。")


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("问"), max_length=120)
    answer = blocks.RichTextBlock(label=_("答"))


class QuestionsBlock(blocks.ListBlock):
    def __init__(self, **kwargs):
        super().__init__(QuestionBlock(), **kwargs)

    class Meta:
        icon = "help"
        label = _("问答")
        template = "core/blocks/questions.html"
        preview_value = [
            {"question": "年休假可以跨年度安排吗？", "answer": "<p>确因工作需要的，可以跨1个年度安排。</p>"}
        ]
        description = _("职工常问的问题，一问一答；搜索引擎也会读到。")


class LawCitationValue(blocks.StructValue):
    """A citation as the template reads it, whether or not the law library holds the article."""

    @property
    def marked_title(self) -> str:
        """The statute's title in 《》."""
        article = self.get("article")
        return article.statute.marked_title if article else in_title_marks(self.get("title", ""))

    @property
    def article_label(self) -> str:
        article = self.get("article")
        return article.label if article else self.get("label", "")

    @property
    def opening(self) -> str:
        """The first words of the article, "" where the library does not hold it."""
        article = self.get("article")
        return article.excerpt(OPENING) if article else ""


class SharedArticleChooserBlock(SharedChooserMixin, StatuteArticleChooserBlock):
    pass


class LawCitationBlock(blocks.StructBlock):
    """A cited article: chosen from the law library where it is there, else written by name."""

    article = SharedArticleChooserBlock(label=_("法条"), required=False)
    title = blocks.CharBlock(
        label=_("法律名称"), required=False, max_length=120, help_text=_("法规库里没有这部法律时填写，不加书名号。")
    )
    label = blocks.CharBlock(label=_("条目"), required=False, max_length=40, help_text=_("如：第三十九条"))
    note = blocks.CharBlock(label=_("说明"), required=False, max_length=200)

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation and not value.get("article") and not value.get("title"):
            raise StructBlockValidationError(
                block_errors={"article": ValidationError(_("请从法规库选择法条，或填写法律名称。"))}
            )
        return value

    class Meta:
        icon = "doc-full-inverse"
        label = _("引用法条")
        template = "core/blocks/law_citation.html"
        value_class = LawCitationValue
        preview_value = {
            "article": None,
            "title": "劳动法",
            "label": "第四十四条",
            "note": "加班工资的支付标准",
        }
        description = _("从法规库选一条，页面会折起条文原文并链接过去。")


class CitationsBlock(blocks.StreamBlock):
    """The articles that a text rests on."""

    law = LawCitationBlock()
