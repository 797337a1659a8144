"""A site of its own for WebKit and Firefox, and a phone of each; what Debian has of them is used, or skipped."""

import os
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests.browser.conftest import db, fresh_memory, running_site  # noqa: F401
from tests.engines import driving

ENGINES = {
    "webkit": (driving.has_webkit, driving.webkit, "apt install webkit2gtk-driver xvfb"),
    "firefox": (driving.has_firefox, driving.firefox, "apt install firefox-esr"),
}


@pytest.fixture(scope="package")
def site(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[SimpleNamespace]:
    with running_site(tmp_path_factory.mktemp("site"), django_db_blocker) as running:
        yield running


@pytest.fixture(scope="package", params=ENGINES)
def engine(request, tmp_path_factory):
    is_here, start, advice = ENGINES[request.param]
    if not is_here():
        pytest.skip(f"{request.param} is not installed (Debian: {advice}).")
    with start(tmp_path_factory.mktemp(request.param)) as driver:
        yield request.param, driver


@pytest.fixture
def phone(site, engine) -> Iterator[driving.Phone]:
    """Signed out; what it shows at the end is photographed into the folder that PHOTOGRAPHS names."""
    name, driver = engine
    window = driving.Phone(driver, site.base, name)
    window.open("/")
    driver.delete_all_cookies()
    window.run("localStorage.clear(); sessionStorage.clear()")
    yield window
    if folder := os.environ.get("PHOTOGRAPHS"):
        window.photograph(folder, os.environ["PYTEST_CURRENT_TEST"].split("::")[1].split("[")[0])
