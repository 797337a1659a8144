"""A copy of some pages, so that no test takes the whole site."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from tests.factories import DocumentFactory
from unionsite.operations.copies import folders
from unionsite.operations.copies.services.taking import Taker


@pytest.fixture
def switched_on(settings, tmp_path):
    settings.STATIC_COPY, settings.VAR_DIR = True, tmp_path


@pytest.fixture
def copy_of(tree, switched_on):
    """`copy_of("/", "/news/")` hands out a copy of these addresses and returns its folder, as nginx sees it."""

    def make(*addresses: str) -> Path:
        folder = folders.top() / "20260508-010000"
        taker = Taker([folder])
        assert [taker.take(address) for address in addresses] == [True] * len(addresses)
        folders.switch(folder)
        folders.keep_state({"made_at": taker.at.isoformat(), "renewed_at": taker.at.isoformat()})
        return folders.top() / "current"

    return make


@pytest.fixture
def document(db):
    return DocumentFactory(title="申请表", file=ContentFile(b"%PDF-1.4 form", name="form.pdf"))
