"""Readers with a browser, and nothing counted of other tests."""

import pytest
from django.test import Client

from unionsite.oversight.visits.services import counted

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"


@pytest.fixture(autouse=True)
def nothing_counted():
    counted.forget()
    yield
    counted.forget()


@pytest.fixture
def reader():
    return Client(headers={"user-agent": BROWSER})
