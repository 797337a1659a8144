"""The editor of pages, which saves by itself."""

from playwright.sync_api import Page

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
