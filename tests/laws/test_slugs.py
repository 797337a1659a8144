"""Addresses from titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionsite.laws.slugs import LONGEST, make_slug

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("劳动合同法", "laodong-hetong-fa"),
        ("中华人民共和国劳动合同法", "laodong-hetong-fa"),
        ("工会法", "gonghui-fa"),
        ("职工带薪年休假条例", "zhigong-daixin-nianxiujia-tiaoli"),
        ("重庆市工会条例", "chongqingshi-gonghui-tiaoli"),
        ("上海市实施《中华人民共和国妇女权益保障法》办法", "shanghaishi-shishi-funu-quanyi-baozhang-fa-banfa"),
        (
            "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）",
            "zuigaofa-shenli-laodong-zhengyi-anjian-shiyong-falu-jieshi-yi",
        ),
        ("《》", "statute"),
    ],
)
def test_readable(title, slug):
    assert make_slug(title) == slug


def test_a_taken_slug_gets_a_number():
    assert make_slug("工会法", {"gonghui-fa", "gonghui-fa-2"}) == "gonghui-fa-3"


@given(st.text(max_size=200), st.booleans())
def test_always_a_usable_slug(title, is_taken):
    slug = make_slug(title)
    if is_taken:
        slug = make_slug(title, {slug})
    assert 0 < len(slug) <= LONGEST
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug.strip("-") == slug
