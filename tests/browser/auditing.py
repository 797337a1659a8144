"""What is asked of a page in the browser: rules of accessibility, no sideways scrolling, room for a thumb."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

THUMB = 44
# What the site promises to be big enough for a thumb, and whether that holds for the width too.
TARGETS = {
    ".head a, .head button, .thumb a, .thumb summary": True,
    ".filters a, .pager a, .button, .search-form input, .search-form button, .choices label, .crumbs a": False,
}

_TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const scrolls = node => node && node !== document.body &&
    (getComputedStyle(node).overflowX !== "visible" || scrolls(node.parentElement));
  return [...document.body.querySelectorAll("*")]
    .filter(node => node.getBoundingClientRect().right > room + 0.5 && !scrolls(node.parentElement))
    .slice(0, 4)
    .map(node => `${node.tagName.toLowerCase()}.${node.getAttribute("class") || ""} ` +
      `reaches ${Math.round(node.getBoundingClientRect().right)} of ${room}: ${node.textContent.trim().slice(0, 30)}`)
    .concat([`scrolls sideways by ${document.documentElement.scrollWidth - room}`]);
}"""

_TOO_SMALL = """([selector, both, size]) => [...document.querySelectorAll(selector)]
  .map(node => [node, node.getBoundingClientRect()])
  .filter(([node, box]) => node.checkVisibility({visibilityProperty: true}) && box.width > 1)
  .filter(([node, box]) => box.height < size - 0.5 || (both && box.width < size - 0.5))
  .map(([node, box]) => `${node.textContent.trim().slice(0, 20)} (${node.className || node.tagName}) ` +
    `is ${Math.round(box.width)} by ${Math.round(box.height)}, not ${size}`)"""


# What is fading in has not its own colours yet.
_SETTLED = """() => Promise.race([
  new Promise(resolve => setTimeout(resolve, 2000)),
  Promise.all(document.getAnimations()
    .filter(animation => animation.effect.getComputedTiming().endTime !== Infinity)
    .map(animation => animation.finished.catch(() => null))),
]).then(() => null)"""


def axe_faults(page: Page, *, strict: bool = False, colours_only: bool = False) -> list[str]:
    """Violations of axe's rules, WCAG 2.2's target size included; with `strict`, contrast must reach 7:1."""
    # The editor has one of its own, with rules for readers' pages.
    if not page.evaluate("() => 'checker' in window"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate("() => { window.checker = window.axe }")
    page.evaluate(_SETTLED)
    contrast = "color-contrast-enhanced" if strict else "color-contrast"
    rules = {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": strict}}
    options = {"runOnly": [contrast]} if colours_only else {"rules": rules}
    result = page.evaluate("options => checker.run(options)", {**options, "resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {', '.join(map(str, node['target']))}: {_reason(node)}"
        for violation in result["violations"]
        for node in violation["nodes"][:5]
    ]


def staff_faults(page: Page) -> list[str]:
    """Violations on a screen of the staff, at a desk's width and on a phone."""
    wide, faults = page.viewport_size, []
    for size in (wide, {"width": 390, "height": 844}):
        page.set_viewport_size(size)
        faults += [f"{page.url} at {size['width']} px: {fault}" for fault in axe_faults(page)]
    page.set_viewport_size(wide)
    return faults


def _reason(node: dict) -> str:
    checks = node["any"] + node["all"] + node["none"]
    return "; ".join(check["message"] for check in checks)[:300]


def width_faults(page: Page, *, width: int, text: int = 100) -> list[str]:
    """What makes the page scroll sideways at a width in pixels, with text at `text` per cent."""
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("size => { document.documentElement.style.fontSize = size }", "" if text == 100 else f"{text}%")
    faults = page.evaluate(_TOO_WIDE)
    page.evaluate("() => { document.documentElement.style.fontSize = '' }")
    return [f"{width} px, text {text} %: {fault}" for fault in faults]


def target_faults(page: Page) -> list[str]:
    """Links and buttons that are too small for a thumb."""
    return [fault for selector, both in TARGETS.items() for fault in page.evaluate(_TOO_SMALL, [selector, both, THUMB])]
