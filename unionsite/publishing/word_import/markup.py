"""What is known of the markup inside a document: what is passed through or never shown, and the words in it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from unionsite.publishing.word_import.choices import EXCERPT

# Passed through: what they hold belongs to the text.
WRAPPERS = {"w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:dir", "w:bdo", "w:fldSimple", "w:sdtContent"}
NOT_SHOWN = {"w:txbxContent", "w:del", "w:moveFrom", "mc:Fallback"}
INSERTED = {"w:ins", "w:moveTo"}
DELETED = {"w:del", "w:moveFrom"}


def alternative(element: Element) -> Element | None:
    """What older programs are meant to show: shapes as VML; else, and for pictures, the newer form.

    LibreOffice writes every picture that text runs around twice; only the newer form says what is on it.
    """
    choice = element.find("mc:Choice")
    if choice is not None and next(choice.iter("pic:pic"), None) is not None:
        return choice
    fallback = element.find("mc:Fallback")
    return fallback if fallback is not None and len(fallback) else choice


def shown_words(paragraph: Element) -> str:
    """The words of a paragraph by which somebody finds it: not those of boxes that float over it."""
    found, waiting = "", [paragraph]
    while waiting and len(found) <= 2 * EXCERPT:
        element = waiting.pop()
        if element.tag == "w:t":
            found += element.text or ""
        elif element.tag not in NOT_SHOWN:
            waiting += reversed(element)
    return found.strip()


def words_in(element: Element) -> str:
    return "".join(text.text or "" for text in element.iter("w:t")).strip()


def value_of(element: Element, name: str) -> str:
    child = element.find(name)
    return "" if child is None else child.get("w:val", "")
