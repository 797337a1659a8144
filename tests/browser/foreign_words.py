"""Reads what an admin screen says and finds words that are not Chinese."""

import re

from playwright.sync_api import Page

# Every text node and spoken attribute, hidden menus and the templates of blocks included.
_TEXTS = """() => {
  const found = new Set();
  const add = text => { text = (text || "").replace(/\\s+/g, " ").trim(); if (text) found.add(text); };
  const walk = root => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        if (!node.parentElement?.closest("script, style, noscript, symbol, kbd")) add(node.data);
      } else if (node.nodeType === Node.ELEMENT_NODE) {
        ["title", "aria-label", "aria-description", "placeholder", "alt"].forEach(name => add(node.getAttribute(name)));
        if (node.matches("input[type=submit], input[type=button]")) add(node.value);
        if (node.tagName === "TEMPLATE") walk(node.content);
      }
    }
  };
  walk(document.documentElement);
  return [...found];
}"""
# Three Latin letters or more, or an abbreviation of two, that are no part of an address or a file name; and what only
# programs call so: news.newspage, BACKUP_PLACE.
_WORD = re.compile(
    r"(?<![A-Za-z0-9@/_#&.:-])(?:[A-Za-z]{3,}|[A-Z]{2}|[a-z]+\.[a-z]{5,}|[A-Z]+(?:_[A-Z]+)+)"
    r"(?![A-Za-z0-9@/_=:-]|\.[a-z0-9])"
)


def foreign_texts(page: Page, allowed: set[str], data: list[str]) -> list[str]:
    """Texts of the screen with a word outside `allowed`; `data` are patterns of what may be in any language."""
    # The menu and most buttons are drawn by scripts.
    page.locator(".sidebar__inner, .door").first.wait_for()
    known = re.compile("|".join(data))
    texts = (text for text in page.evaluate(_TEXTS) if not text.startswith("<"))
    return [text for text in texts if set(_WORD.findall(known.sub("", text))) - allowed]
