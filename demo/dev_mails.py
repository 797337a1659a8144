"""Mails of a developer's machine: files in VAR_DIR/mails, read at `/dev/mails/`. Only with DEBUG: no other site has the
addresses, nor this backend."""

import email
import secrets
import sys
from datetime import UTC
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, re_path, reverse
from django.utils import timezone

SHOWN = 200


def folder() -> Path:
    return Path(settings.VAR_DIR) / "mails"


class FileBackend(BaseEmailBackend):
    """Puts each mail into a file of its own and one line on the console: to whom, what about, where to read it."""

    def send_messages(self, email_messages):
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        for mail in email_messages:
            # By name in the order of their sending; several processes send.
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(2)}"
            (folder() / f"{name}.eml").write_bytes(mail.message().as_bytes())
            address = f"{settings.BASE_URL}{reverse('dev_mail', args=[name])}"
            subject = " ".join(mail.subject.split())
            sys.stdout.write(f"邮件 Mail → {', '.join(mail.recipients())}「{subject}」 {address}\n")
        return len(email_messages)


def _read(file: Path) -> dict[str, object]:
    mail = email.message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default)
    # Django writes the time of Greenwich without a zone.
    sent = parsedate_to_datetime(mail["date"]).replace(tzinfo=UTC)
    return {"name": file.stem, "to": mail["to"], "sender": mail["from"], "subject": mail["subject"], "sent": sent} | {
        "text": (part := mail.get_body(("plain", "html"))) and part.get_content(),
        "files": [part.get_filename() for part in mail.iter_attachments()],
    }


def mails(request: HttpRequest) -> HttpResponse:
    """Show the newest mails."""
    files = sorted(folder().glob("*.eml"), reverse=True)
    return render(request, "demo/dev_mails.html", {"mails": [_read(file) for file in files[:SHOWN]]})


def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail as its reader sees it."""
    file = folder() / f"{name}.eml"
    if not file.is_file():
        raise Http404
    return render(request, "demo/dev_mails.html", {"mail": _read(file)})


urlpatterns = [
    path("dev/mails/", mails, name="dev_mails"),
    re_path(r"^dev/mails/(?P<name>[0-9a-f-]+)/$", mail, name="dev_mail"),
]
