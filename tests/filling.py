"""Reading a public page's form as a browser sends it."""

from bs4 import BeautifulSoup


def fill_in(response) -> tuple[str, dict]:
    """Address and fields of the first form in the page's own part."""
    form = BeautifulSoup(response.content, "html.parser").select_one("main form[method=post]")
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    return form.get("action", ""), fields
