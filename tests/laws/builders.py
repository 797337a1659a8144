"""Statutes for tests: the least file that is valid, and a few in the database."""

import json

from unionsite.laws.numerals import to_chinese
from unionsite.laws.parsing import parse_statute
from unionsite.laws.services import load_statute


def row(number: int, text: str = "", **changes) -> dict:
    return {
        "no": number,
        "label": f"第{to_chinese(number)}条" if number else "附录",
        "chapter": "",
        "text": text or f"条文{number}。",
    } | changes


def statute_data(short_title: str = "职工休息条例", count: int = 3, **changes) -> dict:
    data = {
        "title": short_title,
        "short_title": short_title,
        "category": "行政法规",
        "issuer": "国务院",
        "date": "2012-12-28",
        "history": [],
        "preamble": "",
        "articles": [row(number) for number in range(1, count + 1)],
    }
    return data | changes


def encode(data) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


def load(short_title: str = "职工休息条例", count: int = 3, **changes):
    """A statute in the database."""
    return load_statute(parsed=parse_statute(encode(statute_data(short_title, count, **changes)))).statute
