"""PDF: swept in a process of its own (T74, T76)."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys

from django.conf import settings

from interact.attachments.choices import CONTENT_TYPES, PDF_EXTRAS, PDF_PICTURES, PDF_SIGNATURE
from interact.attachments.outcome import Budget, Cleaned, damaged, locked, too_large
from unionsite.core.uploads import mismatch

logger = logging.getLogger(__name__)

_COMMAND = [sys.executable, "-m", "interact.attachments.sweeping"]
# Where Python lies is all that the process is told.
_ENVIRONMENT = ("PATH", "PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH")
_NOTES = {"extras": PDF_EXTRAS, "signature": PDF_SIGNATURE, "pictures": PDF_PICTURES}
_REFUSALS = {"locked": locked, "large": too_large, "damaged": damaged}


def clean_pdf(content: bytes, extension: str, budget: Budget) -> Cleaned:
    """Raises ValidationError for what is no PDF, is broken, too large or has a password. Pages stay as they are.

    A PDF that opens without a password but forbids printing or copying is taken; the result forbids nothing.
    """
    if not content.startswith(b"%PDF-"):
        raise mismatch(extension)
    try:
        done = subprocess.run(  # noqa: S603  (a constant command)
            _COMMAND,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=budget.seconds_left(),
            cwd=settings.BASE_DIR,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        # A limit of memory or time, unless it happens with every PDF: then Python or pikepdf is not in its place.
        logger.warning("A PDF could not be read in a process of its own: %s", getattr(error, "returncode", "too slow"))
        raise too_large() from error
    head, _end, clean = done.stdout.partition(b"\n")
    result = json.loads(head)
    if refusal := _REFUSALS.get(result["outcome"]):
        raise refusal()
    return Cleaned(
        content=clean,
        extension=extension,
        content_type=CONTENT_TYPES[extension],
        notes=tuple(_NOTES[found] for found in result["found"]),
        is_active="extras" in result["found"],
    )
