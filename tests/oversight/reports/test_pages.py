"""A report as the body of a page, read back, and renewed among what people wrote."""

import json
from dataclasses import replace

import pytest

from home.models import InfoPage
from unionsite.oversight.reports import pages
from unionsite.oversight.reports.figures import Part, Table

pytestmark = pytest.mark.django_db
COUNTED = Table(
    "sections", "各栏目发布篇数", ("栏目", "本期", "上期"), (("工作动态", 3, 2), ("企业文化", 0, 4)), "bar", "篇"
)
RATES = Table("rates", "按时率", ("渠道", "按时率"), (("意见建议", 98.5), ("主席信箱", None)))
PARTS = [Part("posts", "信息<发布>", (), (COUNTED, RATES)), Part("new", "创新发展", ask="写本期的<创新>做法")]


def body_of(blocks):
    return InfoPage(body=json.dumps(blocks)).body


def test_what_is_laid_is_read_back():
    posts, new = pages.parts_on(body_of(pages.blocks_of(PARTS)))
    assert (posts.title, new.title) == ("一、信息<发布>", "二、创新发展")
    counted, rates = posts.tables
    assert (counted.caption, counted.headings, counted.rows) == (COUNTED.caption, COUNTED.headings, COUNTED.rows)
    assert (counted.chart, counted.unit) == ("bar", "篇")
    assert rates.rows == RATES.rows
    assert new.said == ("〔待补充：写本期的<创新>做法〕",)


def test_fresh_figures_find_their_place_and_peoples_words_stay():
    blocks = pages.blocks_of(PARTS)
    asked = next(block for block in blocks if "待补充" in str(block["value"]))
    asked["value"] = "<p>试行了扫码找工会。</p>"
    blocks.append({"type": "paragraph", "value": "<p>另有说明。</p>", "id": "own"})
    blocks = [block for block in blocks if block["value"] is not None and "按时率" not in str(block["value"])]
    fresh = [Part("posts", "信息发布", (), (replace(COUNTED, rows=(("工作动态", 5, 2),)), RATES)), PARTS[1]]
    posts, new = pages.parts_on(body_of(pages.renewed(body_of(blocks), fresh)))
    # A table that people took out does not come back.
    assert [table.rows for table in posts.tables] == [(("工作动态", 5, 2),)]
    assert new.said == ("试行了扫码找工会。", "另有说明。")
