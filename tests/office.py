"""A real office program, for tests that are skipped where there is none."""

import shutil
import subprocess
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(not SOFFICE, reason="needs LibreOffice")

_NAMESPACES = "".join(
    f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
        ("meta", "meta"),
    )
)


def converted(folder: Path, name: str, content: bytes, kind: str) -> bytes:
    """What LibreOffice makes of a file; AssertionError when it cannot open it."""
    source = folder / name
    source.write_bytes(content)
    target = folder / "converted"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", target, source]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    result = target / f"{source.stem}.{kind.partition(':')[0]}"
    assert result.exists(), done.stdout + done.stderr
    return result.read_bytes()


def flat(inside: str, kind: str = "text", styles: str = "", author: str = "") -> bytes:
    """A document of LibreOffice's in one XML file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document{_NAMESPACES} xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
        f' office:mimetype="application/vnd.oasis.opendocument.{kind}">'
        f"<office:meta><meta:initial-creator>{author}</meta:initial-creator><dc:creator>{author}</dc:creator></office:meta>"
        f"<office:styles>{styles}</office:styles><office:body><office:{kind}>{inside}</office:{kind}></office:body>"
        "</office:document>"
    ).encode()
