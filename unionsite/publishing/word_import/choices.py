"""Limits, kinds of notes and names that the Word import goes by."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MB = 1024 * 1024

# --- The file as a whole ---
FILE_BYTES = 20 * MB
# The list of contents is read as a whole before anything else can be checked.
DIRECTORY_BYTES = 256 * 1024
MEMBERS = 1000
UNPACKED_BYTES = 120 * MB
MEMBER_BYTES = 40 * MB
# Text of tables packs up to some 80:1; a bomb begins at 1000:1. Small members do no harm.
RATIO = 250
RATIO_FROM_BYTES = MB

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
# Twips: two millimetres. Where edges were drawn by hand, cells that look flush lie a little apart in the grid.
SLIVER = 113
PICTURES = 40
PICTURE_BYTES = 15 * MB
# Decoding and writing anew takes about a second for 20 million pixels.
PIXELS = 300_000_000
# Formats of Windows and of scanners that no browser shows.
FOREIGN_PICTURES = {".emf", ".wmf", ".emz", ".wmz", ".svg", ".bmp", ".tif", ".tiff"}
HEADING_LENGTH = 60
CAPTION_LENGTH = 120
ALT_LENGTH = 160
TITLE_LENGTH = 255
PLACES_SHOWN = 8
NOTES_SHOWN = 120
EXCERPT = 12


class Level(TextChoices):
    """How much a note asks of the editor."""

    TODO = "todo", _("请您处理")
    DROPPED = "dropped", _("没有导入")
    CHANGED = "changed", _("有改动")


class Role(TextChoices):
    """What a paragraph is; the values are the ids of the styles that are handed to mammoth."""

    BODY = "Body", _("正文")
    TITLE = "PieceTitle", _("标题")
    HEADING = "PieceHeading", _("小标题")
    QUOTE = "PieceQuote", _("引语")
    CAPTION = "PieceCaption", _("题注")
    CONTENTS = "Contents", _("目录")


# Prefixes by namespace, in the transitional and in the strict form of the format.
NAMESPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://schemas.openxmlformats.org/package/2006/content-types": "ct",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}

WORD_TYPE = "wordprocessingml.document.main+xml"
OFFICE_DOCUMENT = "/relationships/officeDocument"

SAVE_AS = _("请用WPS或Word打开它，选“文件—另存为”，文件类型选“Word 文件（*.docx）”，再上传另存的文件。")
# What files of another extension are; the advice above follows.
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
# Those that WPS and Word cannot save so easily have advice of their own.
OTHER_PROGRAMS = {
    ".pages": _("这是苹果Pages文稿，不能直接导入。请在Pages里选“文件—导出为—Word”，格式选.docx，再上传导出的文件。"),
    ".pdf": _(
        "这是PDF文件，不能直接导入。请找到原来的文稿，在WPS里选“文件—另存为—Word 文件（.docx）”后上传；"
        "只有PDF时，可用WPS的“PDF转Word”，核对文字后再上传。"
    ),
    ".txt": _("这是纯文本文件，请直接把文字粘贴到稿件正文里，或另存为.docx后再上传。"),
}
