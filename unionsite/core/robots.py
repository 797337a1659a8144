"""Tells programs from readers by what they say of themselves: counts of readers leave programs out."""

import re

_ROBOTS = re.compile(
    r"bot\b|bot[/_-]|spider|crawl|slurp|archiver|scan|monitor|check|preview|fetch|feed|curl|wget|python|java/|go-http"
    r"|okhttp|libwww|httpclient|headless|phantom|lighthouse",
    re.IGNORECASE,
)


def is_robot(user_agent: str) -> bool:
    """Whether a `User-Agent` is that of a program; a browser always sends one."""
    return "Mozilla/" not in user_agent or bool(_ROBOTS.search(user_agent))
