"""Runs Django's deployment checks on the production settings, with secrets of its own and no `.env`."""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path

import pyrage

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as backups:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "unionsite.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "SEALING_KEYS": secrets.token_urlsafe(64),
            "AUDIT_KEY": secrets.token_urlsafe(64),
            "CASE_KEYS": secrets.token_urlsafe(64),
            "RECEIPT_KEYS": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "union.example.com",
            "BASE_URL": "https://union.example.com",
            "DEBUG": "off",
            "HTTPS": "on",
            "TASKS_BACKEND": "database",
            "BACKUP_RECIPIENTS": str(pyrage.x25519.Identity.generate().to_public()),
            "BACKUP_PLACE": backups,
            "VAR_DIR": folder,
        }
        command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
