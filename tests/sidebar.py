"""Reads the admin's menu as the sidebar is given it."""

import json
import re


def menu(client) -> tuple[list[dict], str]:
    return drawn(client.get("/admin/").content.decode())


def drawn(html: str) -> tuple[list[dict], str]:
    """What the sidebar is drawn from: its entries in order, and the name shown below them."""
    props = re.search(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', html, re.DOTALL)[1]
    main = json.loads(props)["modules"][-1]["_args"]
    return main[0], main[2]["name"]


def entries(items: list[dict]):
    """Every entry that leads somewhere, those of groups in their place, without the keyboard's."""
    for item in items:
        what, *below = item["_args"]
        if item["_type"].endswith("SubMenuItem"):
            yield from entries(below[0])
        elif what["url"] != "#":
            yield what
