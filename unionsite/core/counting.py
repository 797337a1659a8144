"""Lengths of what people type in public forms: counted and said, never cut off."""

from __future__ import annotations


def counted(attributes: dict[str, object]) -> dict[str, object]:
    """Attributes of a public field for text: `maxlength` lets browsers cut off what is pasted, without a word.

    The length is counted by `writing.js` and judged by the field itself.
    """
    most = attributes.pop("maxlength", None)
    return attributes if most is None else {**attributes, "data-most": most}
