"""Levels, kinds of words and the list of rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TITLE_LENGTH = 40
PARAGRAPH_LENGTH = 300
REASON_LENGTH = 200
# The most entries of the word list, so that nobody fills the memory of every process with some public list by mistake.
MOST_WORDS = 50_000


class Level(TextChoices):
    """What a finding asks of the editor: correct it, correct it or write a reason, or just consider it."""

    BLOCK = "block", _("必须改正")
    CONFIRM = "confirm", _("须说明理由")
    HINT = "hint", _("提示")
    OFF = "off", _("不检查")


class WordKind(TextChoices):
    SENSITIVE = "sensitive", _("敏感词")
    TYPO = "typo", _("易错词")
    PERSON = "person", _("姓名与职务")
    EXCEPTION = "exception", _("例外")


class Role(StrEnum):
    """The part that a text plays for the reader; some rules apply to running text only."""

    TITLE = "title"
    BODY = "body"
    HEADING = "heading"
    SHORT = "short"
    ALT = "alt"
    CONTACT = "contact"


@dataclass(frozen=True)
class Rule:
    """One rule: its name, its level until an administrator chooses another, and advice on what to do."""

    id: str
    label: str | _StrPromise
    level: Level
    advice: str | _StrPromise
    # Whether its findings are at certain characters of a text; the others concern the whole piece or one of its blocks.
    in_text: bool = True


_RULES = (
    Rule("sensitive", _("敏感词"), Level.BLOCK, _("请删除或改写。")),
    Rule("typo", _("错别字与易混词"), Level.CONFIRM, _("请改用规范的写法；确实无误的，说明理由。")),
    Rule("person", _("姓名与职务"), Level.CONFIRM, _("请核对姓名、职务和称谓。")),
    Rule("traditional", _("繁体字"), Level.CONFIRM, _("请改用规范汉字；人名、书法、古籍等需要保留的，说明理由。")),
    Rule("punctuation", _("标点符号"), Level.HINT, _("中文里用全角标点，成对的标点不要漏掉一半。")),
    Rule("width", _("全角字母和数字"), Level.HINT, _("字母和数字用半角。")),
    Rule("idcard", _("身份证号"), Level.BLOCK, _("请删除，公开的文字里不能出现身份证号。")),
    Rule("idcard_like", _("疑似身份证号"), Level.CONFIRM, _("请核对是否为身份证号；是的请删除。")),
    Rule("bankcard", _("银行卡号"), Level.BLOCK, _("请删除；需要公开的单位账号，请系统管理员加入例外。")),
    Rule("mobile", _("手机号"), Level.CONFIRM, _("请尽量改用办公电话；确需公开的，说明理由。")),
    Rule("law", _("法律名称与条目"), Level.CONFIRM, _("请对照法规库核对名称和条目。")),
    Rule("unknown_law", _("法规库中没有的法律"), Level.HINT, _("请核对名称是否准确、现行有效。")),
    Rule("unfinished", _("没有写完的地方"), Level.BLOCK, _("请补充完整，或者删去这一段。")),
    Rule("date", _("日期和时间"), Level.CONFIRM, _("请核对日期、星期和时间。")),
    Rule("numbers", _("没有出处的数据"), Level.HINT, _("请写明数据的来源或统计时间。"), in_text=False),
    Rule("source", _("来源与核实人"), Level.BLOCK, _("请填写来源、供稿部门、作者和事实核实人。"), in_text=False),
    Rule("title", _("标题长度"), Level.CONFIRM, _("请压缩标题，细节放进摘要。"), in_text=False),
    Rule("heading", _("小标题层级"), Level.CONFIRM, _("二级小标题要放在一级小标题之下。"), in_text=False),
    Rule("alt", _("图片替代文字"), Level.BLOCK, _("请用一句话说出图上有什么。"), in_text=False),
    Rule("alt_quality", _("替代文字的质量"), Level.CONFIRM, _("请用一句话说出图上有什么。"), in_text=False),
    Rule("table_header", _("表格的列名"), Level.CONFIRM, _("请给每一列起名。"), in_text=False),
    Rule("paragraph", _("段落过长"), Level.HINT, _("请分段，一段讲一件事。"), in_text=False),
)
RULES: dict[str, Rule] = {rule.id: rule for rule in _RULES}
