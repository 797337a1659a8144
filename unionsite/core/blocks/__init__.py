"""The site's shared blocks; `StoryBlock` is the one body of every piece."""

from unionsite.core.blocks.media import AttachmentsBlock, GalleryBlock, PictureBlock, VideoBlock
from unionsite.core.blocks.story import StoryBlock
from unionsite.core.blocks.tables import ChartBlock, TableBlock
from unionsite.core.blocks.text import (
    CalloutBlock,
    HeadingBlock,
    LawCitationBlock,
    ParagraphBlock,
    QuestionsBlock,
    QuoteBlock,
)

__all__ = [
    "AttachmentsBlock",
    "CalloutBlock",
    "ChartBlock",
    "GalleryBlock",
    "HeadingBlock",
    "LawCitationBlock",
    "ParagraphBlock",
    "PictureBlock",
    "QuestionsBlock",
    "QuoteBlock",
    "StoryBlock",
    "TableBlock",
    "VideoBlock",
]
