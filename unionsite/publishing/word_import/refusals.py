"""The refusal of a file as a whole, and its messages for the person who chose the file."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from unionsite.core.archives import Fault
from unionsite.publishing.word_import.choices import OTHER_FORMATS, OTHER_PROGRAMS, SAVE_AS

_DAMAGED = _("这个文件已损坏，无法读取。请用WPS或Word打开它，能打开的话另存为一份新的.docx再上传。")
_TOO_COMPLEX = _("这个文件的结构过于复杂，无法导入。请把文字复制到一份新文档里，另存为.docx再上传。")
_MESSAGES = {
    Fault.TOO_LARGE: _(
        "这个文件解压后过大或结构异常，为了安全没有导入。请删去不需要的内容和图片，另存为新的.docx再上传。"
    ),
    Fault.ENCRYPTED: _(
        "这个文件设了打开密码，无法读取。请在WPS或Word里取消密码（文件—文档加密—密码加密，清空密码），保存后再上传。"
    ),
    Fault.LOCKED: _("这个文件设了密码，无法读取。请取消密码后再上传。"),
}
# Messages to which SAVE_AS is added.
_OF_OTHERS = {
    Fault.MACROS: _("这个文件带有宏，为了安全不能导入。"),
    Fault.OLD: OTHER_FORMATS[".doc"],
    Fault.OTHER: _("这不是Word文件（.docx），或者文件已损坏。"),
}


class FileRefused(ValidationError):
    """The file as a whole cannot be imported; the message tells the person who chose it what to do."""


def refusal(fault: Fault) -> FileRefused:
    return no_word(_OF_OTHERS[fault]) if fault in _OF_OTHERS else FileRefused(_MESSAGES.get(fault, _DAMAGED))


def no_word(message: object) -> FileRefused:
    return FileRefused(f"{message}{SAVE_AS}")


def damaged() -> FileRefused:
    return FileRefused(_DAMAGED)


def too_complex() -> FileRefused:
    return FileRefused(_TOO_COMPLEX)


def refuse_by_name(name: str) -> None:
    """Raise FileRefused, with advice, for a file of another format (`.doc`, `.wps`, `.pages`, …)."""
    suffix = PurePath(name).suffix.lower() or name.lower()
    if suffix in OTHER_PROGRAMS:
        raise FileRefused(OTHER_PROGRAMS[suffix])
    if suffix in OTHER_FORMATS:
        raise no_word(OTHER_FORMATS[suffix])
