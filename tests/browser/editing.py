"""The editor of pages, which saves by itself."""

import base64

from playwright.sync_api import Locator, Page

# Wagtail looks at what was there only two seconds after the form has come, and twice; what was filled in before is no
# change. By the page's own clock, which on a busy machine is as late as Wagtail's.
_WATCHED = "() => new Promise(resolve => setTimeout(resolve, 2100))"
# The mark beside the buttons says so after each save, though more may have been written meanwhile.
_SAVED = """() => {
  const { formData, initialFormData } = wagtail.app.controllers.find(part => part.identifier === "w-unsaved");
  return formData === initialFormData &&
    document.getElementById("w-autosave-indicator").dataset.wAutosaveStateValue === "saved";
}"""


def new_piece(page: Page, site) -> None:
    """An empty form for a piece of news, once it notices what is written."""
    open_form(page, f"/admin/pages/add/news/newspage/{site.pages['id_news']}/")


def open_form(page: Page, address: str) -> None:
    """The editor at this address, once it notices what is written."""
    page.goto(address)
    page.evaluate(_WATCHED)


def saved(page: Page) -> None:
    """Wait until all that stands in the form is kept."""
    page.wait_for_function(_SAVED)


def fill_in(page: Page, **texts: str) -> None:
    """All that a piece of news needs but its body, with other words where some are named."""
    fields = {
        "title": "职工书屋新到图书三百册",
        "summary": "书目由职工投票选出，2026年5月11日（星期一）起可以借阅。",
        "starts_at": "2026-05-11 09:00",
        "place": "职工之家二楼",
        "organiser": "公司工会",
        "source_name": "公司工会",
        "author": "姚静",
        "fact_checker": "周若禾",
    }
    for name, text in {**fields, **texts}.items():
        page.fill(f"[name={name}]", text)
    page.select_option("[name=kind]", "activity")
    page.select_option("[name=department]", index=1)
    # A click elsewhere puts the calendar away.
    page.locator(".xdsoft_datetimepicker").first.wait_for(state="attached")
    page.click("[name=title]")


_DROP = """(place, files) => {
  const dataTransfer = new DataTransfer();
  for (const [name, type, content] of files) {
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    dataTransfer.items.add(new File([bytes], name, { type }));
  }
  for (const name of ["dragenter", "dragover", "drop"]) {
    place.dispatchEvent(new DragEvent(name, { dataTransfer, bubbles: true, cancelable: true }));
  }
}"""


def drop(place: Locator, files: list[dict]) -> None:
    """Files (as `set_input_files` takes them) from the device, dropped here."""
    place.evaluate(_DROP, [[one["name"], one["mimeType"], base64.b64encode(one["buffer"]).decode()] for one in files])
