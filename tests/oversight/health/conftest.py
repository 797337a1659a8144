"""The site's own address and that of another site, both answered by servers on this machine."""

import pytest

from tests.oversight.health.fake_site import FakeSite


@pytest.fixture
def own(settings):
    site = FakeSite()
    settings.BASE_URL = site.url
    yield site
    site.close()


@pytest.fixture
def other(settings):
    """Another site; its address counts as a public one."""
    settings.HEALTH_PRIVATE_ADDRESSES = True
    settings.HEALTH_PAUSE_SECONDS = 0
    site = FakeSite()
    yield site
    site.close()
