"""Limits, kinds of notes, roles of paragraphs, and messages for other formats."""

from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from unionsite.core.archives import MB, Limits

# --- The file as a whole ---
FILE_BYTES = 20 * MB
ARCHIVE = Limits(members=1000, directory=256 * 1024, member=40 * MB, unpacked=120 * MB)

# --- Its XML ---
XML_BYTES = 12 * MB
ELEMENTS = 120_000
DEPTH = 100
ATTRIBUTES = 64
LIST_LEVELS = 9

# --- What is made of it ---
PARAGRAPHS = 2000
TABLE_ROWS = 300
TABLE_COLUMNS = 20
# In twips: two millimetres. In tables drawn by hand, edges that look aligned lie a little apart in the grid.
SLIVER = 113
PICTURES = 40
PICTURE_BYTES = 15 * MB
# Re-encoding takes about a second for 20 million pixels.
PIXELS = 300_000_000
# Formats that are not imported: those of Windows and scanners, and SVG.
FOREIGN_PICTURES = {".emf", ".wmf", ".emz", ".wmz", ".svg", ".bmp", ".tif", ".tiff"}
HEADING_LENGTH = 60
CAPTION_LENGTH = 120
ALT_LENGTH = 160
TITLE_LENGTH = 255
PLACES_SHOWN = 8
NOTES_SHOWN = 120
# Characters that the notes of one import repeat of what it left out; more are only counted.
WORDS_KEPT = 100_000
EXCERPT = 12


class Level(TextChoices):
    """What a note tells the editor: something to do, something lost, something changed."""

    TODO = "todo", _("请您处理")
    DROPPED = "dropped", _("没有导入")
    CHANGED = "changed", _("有改动")


class Role(Enum):
    """The part that a paragraph plays in its document."""

    BODY = "body"
    TITLE = "title"
    HEADING = "heading"
    QUOTE = "quote"
    CAPTION = "caption"
    CONTENTS = "contents"


SAVE_AS = _("请用WPS或Word打开它，选“文件—另存为”，文件类型选“Word 文件（*.docx）”，再上传另存的文件。")
# Messages for files with another extension; SAVE_AS is added to them.
OTHER_FORMATS = {
    ".doc": _("这是旧版的Word文件（.doc），不能直接导入。"),
    ".wps": _("这是WPS文字文件（.wps），不能直接导入。"),
    ".wpt": _("这是WPS模板文件，不能直接导入。"),
    ".dot": _("这是Word模板文件，不能直接导入。"),
    ".dotx": _("这是Word模板文件，不能直接导入。"),
    ".docm": _("这是带宏的Word文件（.docm），为了安全不能导入。"),
    ".dotm": _("这是带宏的Word模板，为了安全不能导入。"),
    ".rtf": _("这是RTF文件，不能直接导入。"),
    ".odt": _("这是ODT文件，不能直接导入。"),
}
# Messages with their own advice, for files that WPS and Word cannot easily save as .docx.
OTHER_PROGRAMS = {
    ".pages": _("这是苹果Pages文稿，不能直接导入。请在Pages里选“文件—导出为—Word”，格式选.docx，再上传导出的文件。"),
    ".pdf": _(
        "这是PDF文件，不能直接导入。请找到原来的文稿，在WPS里选“文件—另存为—Word 文件（.docx）”后上传；"
        "只有PDF时，可用WPS的“PDF转Word”，核对文字后再上传。"
    ),
    ".txt": _("这是纯文本文件，请直接把文字粘贴到稿件正文里，或另存为.docx后再上传。"),
}
