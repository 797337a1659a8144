"""The site's shared blocks; `StoryBlock` is the body of every piece."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.blocks.media import AttachmentsBlock, GalleryBlock, PictureBlock, TakingBlock, VideoBlock
from unionsite.core.blocks.tables import ChartBlock, TableBlock
from unionsite.core.blocks.text import (
    CalloutBlock,
    HeadingBlock,
    LawCitationBlock,
    ParagraphBlock,
    QuestionsBlock,
    QuoteBlock,
)
from unionsite.core.blocks.text import CitationsBlock as CitationsBlock


class StoryBlock(TakingBlock):
    """The twelve shared blocks; an app that needs a block of its own subclasses this one."""

    paragraph = ParagraphBlock(group=_("文字"))
    heading = HeadingBlock(group=_("文字"))
    quote = QuoteBlock(group=_("文字"))
    callout = CalloutBlock(group=_("文字"))
    questions = QuestionsBlock(group=_("文字"))
    picture = PictureBlock(group=_("图片与视频"))
    gallery = GalleryBlock(group=_("图片与视频"))
    video = VideoBlock(group=_("图片与视频"))
    table = TableBlock(group=_("数据与文件"))
    chart = ChartBlock(group=_("数据与文件"))
    law = LawCitationBlock(group=_("数据与文件"))
    attachments = AttachmentsBlock(group=_("数据与文件"))

    class Meta:
        template = "core/blocks/story.html"
        collapsed = False
