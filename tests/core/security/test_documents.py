"""Documents come from a view: only a PDF is shown, private ones are refused, the folders are closed (T57, T89, T90)."""

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Collection, CollectionViewRestriction

from tests.core.security.test_content_policy import fetch
from tests.core.security.test_headers import EVERYWHERE
from tests.factories import NewsPageFactory, linking
from unionsite.core.content_policy import FILE
from unionsite.core.models import SiteDocument

pytestmark = pytest.mark.django_db
CONTENT = {"规定.pdf": b"%PDF-1.7\n", "说明.txt": b"words", "报表.xlsx": b"PK\x03\x04", "通知.docx": b"PK\x03\x04"}


def stored(name: str, tree, **fields) -> SiteDocument:
    """A document that a public page links."""
    document = SiteDocument(title=name, **fields)
    document.file.save(name, ContentFile(CONTENT[name]), save=True)
    document.file.close()
    NewsPageFactory(parent=tree.news, body=linking(document))
    return document


@pytest.mark.parametrize("name", CONTENT)
def test_t90_only_a_pdf_is_shown_and_nothing_in_it_runs(client, tree, name):
    response = fetch(client, stored(name, tree).url)
    assert response.status_code == 200
    kind = "inline" if name.endswith(".pdf") else "attachment"
    assert response["Content-Disposition"].startswith(f"{kind};")
    assert "html" not in response["Content-Type"]
    assert response["Content-Security-Policy"] == FILE
    assert {header: response[header] for header in EVERYWHERE} == EVERYWHERE
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("kind", [CollectionViewRestriction.LOGIN, CollectionViewRestriction.PASSWORD])
def test_t90_a_private_document_is_refused(client, tree, kind):
    closed = Collection.get_first_root_node().add_child(name="内部")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type=kind, password="x")
    document = stored("规定.pdf", tree, collection=closed)
    response = client.get(document.url)
    assert b"%PDF" not in getattr(response, "content", b"%PDF")
    assert response.status_code in (200, 302, 403)
    assert "documents" not in response.get("Location", "").partition("?")[0]


@pytest.mark.urls("tests.browser.urls")
def test_t90_no_address_of_the_folder_leads_to_a_file(client, tree):
    document = stored("规定.pdf", tree)
    for path in (document.file.name, "original_images/x.jpg", f"images/../{document.file.name}", "", "images/"):
        assert client.get(f"/media/{path}").status_code == 404


def test_another_name_in_the_address_is_sent_to_the_right_one(client, tree):
    document = stored("规定.pdf", tree)
    assert client.get(f"/documents/{document.pk}/evil.html").status_code in (302, 404)
