"""Kinds and states of attached files, their limits, content types and words."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from unionsite.core.choices import TextChoices


class ScanState(TextChoices):
    """What the virus scanner says of an attached file; only CLEAN files are handed out."""

    WAITING = "waiting", _("等待查毒")
    CLEAN = "clean", _("已通过")
    QUARANTINED = "quarantined", _("已隔离")


class FileKind(StrEnum):
    PICTURE = "picture"
    PDF = "pdf"
    OFFICE = "office"
    AUDIO = "audio"
    TEXT = "text"


EXTENSIONS = {
    FileKind.PICTURE: ("jpg", "jpeg", "png", "webp", "heic"),
    FileKind.PDF: ("pdf",),
    FileKind.OFFICE: ("docx", "xlsx", "pptx"),
    FileKind.AUDIO: ("mp3", "m4a", "wav", "amr"),
    FileKind.TEXT: ("txt",),
}

MB = 1024 * 1024
KINDS = {extension: kind for kind, extensions in EXTENSIONS.items() for extension in extensions}

# Sent with downloads; the type that a client named is never used.
CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "amr": "audio/amr",
    "txt": "text/plain",
}

# --- How much may be sent ---
FILES = 10  # with one sending
FILES_OF_CASE = 40
FILE_BYTES = 20 * MB
SENDING_BYTES = 60 * MB

# --- How much work one sending may make ---
PIXELS = 300_000_000  # about a second for 20 million
UNPACKED_BYTES = 200 * MB
PDF_SECONDS = 30  # for all PDFs together; gunicorn ends a request after 60

# --- Archives ---
MEMBERS = 2000
DIRECTORY_BYTES = 512 * 1024
MEMBER_BYTES = 64 * MB

# --- Sound ---
BOXES = 20_000
FALSE_STARTS = 50_000  # bytes that look like the start of a frame and are none

# What the name of an author becomes.
NEUTRAL = "作者"

# --- Refusals that name another format ---
FORMATS = _("请上传照片（JPG、PNG、WebP、HEIC）、PDF、docx、xlsx、pptx、录音（mp3、m4a、wav、amr）或txt文本。")
_OLD_OFFICE = _("这是旧版或其他软件的文档，请在WPS或Office里另存为docx、xlsx、pptx，或导出为PDF后再上传。")
_MACROS = _("带宏的文档为了安全不能接收，请另存为不带宏的docx、xlsx、pptx，或导出为PDF后再上传。")
_PACKED = _("压缩包不能接收，请解压后把里面的文件逐个上传。")
_VIDEO = _("视频不能接收，请截取关键画面保存为照片，或在文字里说明，由工作人员与您联系。")
OTHER_FORMATS = {
    **dict.fromkeys(("doc", "xls", "ppt", "wps", "et", "dps", "rtf", "odt", "ods", "odp"), _OLD_OFFICE),
    **dict.fromkeys(("docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm", "ppam"), _MACROS),
    **dict.fromkeys(("zip", "rar", "7z", "gz", "tar", "bz2", "xz"), _PACKED),
    **dict.fromkeys(("mp4", "mov", "avi", "mkv", "wmv", "3gp", "webm"), _VIDEO),
}
# Endings that inside a name (report.exe.pdf) only serve to mislead.
_PROGRAMS = ("exe", "scr", "bat", "cmd", "pif", "msi", "dll", "lnk", "apk", "app", "dmg", "iso", "sh", "ps1", "py")
_SCRIPTS = ("js", "jse", "vbs", "vbe", "wsf", "hta", "jar", "php", "jsp", "asp", "aspx", "cgi")
_MARKUP = ("htm", "html", "xhtml", "shtml", "svg", "xml", "mht")
MISLEADING = frozenset((*_PROGRAMS, *_SCRIPTS, *_MARKUP, "zip", "rar", "7z", "docm", "xlsm", "pptm"))

# --- Notes: stored in Chinese with the file, translated where they are shown ---
KEPT = gettext_noop("已按上传人的选择保留原件，文件里的作者、时间、拍摄地点等信息没有去掉。")
FIRST_PICTURE = gettext_noop("文件里有多张画面，只保留了第一张。")
PDF_EXTRAS = gettext_noop("文件里附带的其他文件、脚本或多媒体内容已去掉。")
PDF_SIGNATURE = gettext_noop("文件里有电子签名，签名人的信息没有去掉；清理后签名不能再验证，需要验证的请保留原件。")
PDF_PICTURES = gettext_noop("文件里个别图片的格式特殊，可能仍带有拍摄信息。")
OFFICE_SIGNATURE = gettext_noop("文件里的电子签名已去掉，需要验证签名的请保留原件。")
OFFICE_LINKS = gettext_noop("文件里指向其他文件或外部内容的链接已断开。")
OFFICE_MEDIA = gettext_noop("文件里插入的录音、录像或特殊格式的图片没有处理，可能仍带有拍摄信息。")
OFFICE_SOURCES = gettext_noop("表格连着其他数据来源，连接信息没有去掉。")
SOUND_TRACKS = gettext_noop("录音里除声音以外的内容（如章节文字）没有去掉。")
