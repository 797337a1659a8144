"""Where an address lies in the copy, and when it is made anew."""

from datetime import datetime

import pytest

from unionsite.operations.copies import rules


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/news/", "news/index.html"),
        ("/news/feed/", "news/feed/index.xml"),
        ("/en/news/a-b/", "en/news/a-b/index.html"),
        ("/news/?page=2", "news/_page/2/index.html"),
        ("/sitemap.xml", "sitemap.xml"),
        ("/documents/3/%E8%A1%A8.pdf", "documents/3/表.pdf"),
    ],
)
def test_file_of(address, file):
    assert rules.file_of(address) == file


@pytest.mark.parametrize(
    "address",
    ["news/", "/../x/", "/a/../../x", "/a//b/", "/%2e%2e/x", "/a/..", "/a%00b/", "/a/%2e%2e%2fx", "/news/?kind=x", ""],
)
def test_no_address_leads_out_of_the_folder(address):
    with pytest.raises(rules.NoPlace):
        rules.file_of(address)


@pytest.mark.parametrize(
    ("now", "last", "is_asked", "is_due"),
    [
        (datetime(2026, 5, 8, 0, 30), None, False, True),
        (datetime(2026, 5, 8, 0, 30), datetime(2026, 5, 7, 1, 5), False, False),
        (datetime(2026, 5, 8, 1, 0), datetime(2026, 5, 7, 1, 5), False, True),
        (datetime(2026, 5, 8, 9, 0), datetime(2026, 5, 8, 1, 5), False, False),
        (datetime(2026, 5, 8, 9, 0), datetime(2026, 5, 8, 1, 5), True, True),
    ],
)
def test_a_round_is_due_each_night_and_when_all_has_changed(now, last, is_asked, is_due):
    assert rules.is_due(now, last=last, hour=1, is_asked=is_asked) == is_due
