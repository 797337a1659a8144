"""Attached files are found by their words; broken ones hinder nothing; what is closed stays closed."""

import io
import json
import logging

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.test import TestCase
from wagtail.models import Collection, CollectionViewRestriction

from search.index.attachments import LONGEST_TEXT, read_document
from search.models import DocumentText, SearchEntry
from tests.factories import DocumentFactory, NewsPageFactory
from tests.releasing import publish
from tests.word_documents import docx, p, text_box

WORD = docx(p("高温津贴每月三百元"), p("由财务部发放"))


def pdf(*lines: str) -> bytes:
    """Pages with Latin words, one line each."""
    document = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    for line in lines:
        page = document.add_blank_page()
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(f"BT /F1 12 Tf 20 700 Td ({line}) Tj ET".encode())
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "text"),
    [
        (WORD, "a.docx", "高温津贴每月三百元 由财务部发放"),
        (WORD, "A.DOCX", "高温津贴每月三百元 由财务部发放"),
        (
            docx(p("现行", "<w:del><w:r><w:delText>旧的</w:delText></w:r></w:del>", text_box(p("框里一次")))),
            "a.docx",
            "现行框里一次",
        ),
        (pdf("allowance in summer", "paid monthly"), "a.pdf", "allowance in summer paid monthly"),
        (b"a,b", "a.csv", ""),
    ],
)
def test_words_of_files(content, name, text):
    assert read_document(io.BytesIO(content), name) == text


def test_a_long_file_is_cut():
    assert len(read_document(io.BytesIO(docx(*[p("长" * 2000) for _ in range(50)])), "a.docx")) == LONGEST_TEXT


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"PK\x03\x04broken", WORD[:200]])
def test_a_broken_file_is_told_to_the_log(caplog, name, content):
    with caplog.at_level(logging.WARNING, logger="search.index.attachments"):
        assert read_document(io.BytesIO(content), name) == ""
    assert f"The text of {name} cannot be read" in caplog.text


def published_with(tree, document, **values):
    body = json.dumps([{"type": "attachments", "value": [{"document": document.pk, "title": ""}], "id": "a"}])
    page = NewsPageFactory(parent=tree.news, title="津贴办法", summary="", body=body, **values)
    with TestCase.captureOnCommitCallbacks(execute=True):
        publish(page)
    return page


@pytest.fixture
def document(db):
    return DocumentFactory(title="申请表", file=ContentFile(WORD, name="form.docx"))


def test_a_page_is_found_by_the_words_of_its_files(tree, document, titles):
    published_with(tree, document)
    assert titles("财务部发放") == ["津贴办法"]
    assert DocumentText.objects.get().text.startswith("高温津贴")


@pytest.mark.parametrize("how", ["moved", "closed"])
def test_a_file_that_is_closed_later_is_forgotten(tree, document, titles, how):
    published_with(tree, document)
    with TestCase.captureOnCommitCallbacks(execute=True):
        if how == "moved":
            document.collection = Collection.get_first_root_node().add_child(name="内部")
            CollectionViewRestriction.objects.create(collection=document.collection, restriction_type="login")
            document.save()
        else:
            CollectionViewRestriction.objects.create(collection=document.collection, restriction_type="login")
    assert titles("财务部发放") == []


def test_a_broken_file_keeps_its_page_from_nothing(tree, titles):
    document = DocumentFactory(title="坏表", file=ContentFile(b"%PDF-1.7 broken", name="bad.pdf"))
    page = published_with(tree, document)
    assert titles("津贴办法") == ["津贴办法"]
    assert "坏表" in SearchEntry.objects.get(page=page.pk).text


def test_a_file_of_a_closed_collection_is_not_read(tree, document, titles):
    closed = Collection.get_first_root_node().add_child(name="内部")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    document.collection = closed
    document.save()
    published_with(tree, document)
    assert titles("财务部发放") == []
    assert not DocumentText.objects.exists()
