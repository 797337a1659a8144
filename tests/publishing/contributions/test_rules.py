"""Pure rules of contributions."""

import pytest

from unionsite.publishing.contributions.pieces import paragraphs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\u3000\n", []),
        ("一段", ["一段"]),
        ("一\n二\n\n三", ["一\n二", "三"]),
        ("\u3000\u3000一\r\n \r\n\r\n\t\u3000二 ", ["一", "二"]),
    ],
)
def test_blank_lines_part_paragraphs(text, expected):
    assert paragraphs(text) == expected
