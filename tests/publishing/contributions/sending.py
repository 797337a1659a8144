"""Sending pieces in as an employee's browser does."""

from __future__ import annotations

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import picture_bytes
from unionsite.publishing.contributions.pieces import Contribution

NEW = "/contribute/new/"
TEXT = "机加车间把班前会开到了机床旁。\n每天八点，十分钟。\n\n一个月下来，隐患少了三成。"


def form(**changes) -> dict:
    """What the form sends; None leaves a field out."""
    fields = {
        "key": str(uuid.uuid4()),
        "title": "班前会开到机床旁",
        "target": "news.newspage:activity",
        "text": TEXT,
        "happened_on": "2026-05-08",
        "happened_time": "08:30",
        "place": "机加车间",
        "author": "田晓禾",
        "action": "submit",
    } | changes
    return {name: value for name, value in fields.items() if value is not None}


def photo(name="IMG_1.jpg", colour="#b3242b", content=None, **options) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content if content is not None else picture_bytes(colour=colour, **options))


def send(client, url=NEW, **changes):
    return client.post(url, form(**changes))


def sent(client, **changes) -> Contribution:
    """A piece that was sent in."""
    fields = form(**changes)
    response = client.post(NEW, fields)
    assert response.status_code == 302, response.context["form"].errors
    return Contribution.objects.get(key=fields["key"])


def sent_with_picture(client, caption="班组在机床旁开会", **changes) -> Contribution:
    """As a phone without scripts does it: upload first, then a caption for each, then send."""
    fields = form(**changes)
    client.post(NEW, fields | {"action": "upload", "pictures": [photo()]})
    piece = Contribution.objects.get(key=fields["key"])
    number = piece.pictures.get().pk
    last = fields | {f"caption-{number}": caption, "consent": "on"}
    response = client.post(f"/contribute/{piece.key}/edit/", last)
    assert response.status_code == 302, response.context["form"].errors
    piece.refresh_from_db()
    return piece


def decide(client, piece: Contribution, verdict="approve", words=""):
    """As the head does who has opened the piece."""
    url = f"/contribute/review/{piece.key}/"
    seen = client.get(url).context["form"]["seen"].value()
    return client.post(url, {"verdict": verdict, "words": words, "seen": seen}, follow=True)


def stored(piece: Contribution) -> Contribution:
    return Contribution.objects.with_standing().get(pk=piece.pk)
