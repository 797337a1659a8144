"""Chinese numerals as article numbers are written: 39 is 三十九."""

LARGEST = 9999

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")


def to_chinese(number: int) -> str:
    """Return the numeral for 1 to 9999: 十九, 一百零一, 一百一十. Raises ValueError outside."""
    if not 1 <= number <= LARGEST:
        raise ValueError(f"{number} is not between 1 and {LARGEST}")
    text, skipped = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            skipped = True
            continue
        text += ("零" if skipped and text else "") + _DIGITS[digit] + _UNITS[power]
        skipped = False
    return text[1:] if text.startswith("一十") else text


def from_chinese(text: str) -> int:
    """Return the number for a numeral; 一十九, 〇 and 两 count too. Raises ValueError for odd ones (三二十, 百)."""
    written = text.replace("〇", "零").replace("两", "二")
    number, digit = 0, 0
    for character in written:
        if character in _DIGITS:
            digit = _DIGITS.index(character)
        elif character in _UNITS[1:]:
            number += (digit or 1) * 10 ** _UNITS.index(character)
            digit = 0
        else:
            raise ValueError(f"{text!r} is no Chinese numeral")
    number += digit
    # It is a numeral only if `to_chinese` writes it in the same way: this refuses every odd order of characters.
    if not 1 <= number <= LARGEST or written.removeprefix("一" if written.startswith("一十") else "") != to_chinese(
        number
    ):
        raise ValueError(f"{text!r} is no Chinese numeral")
    return number
