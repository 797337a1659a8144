"""What happens beside the server, as the work of a scheduler does."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2]


def run_beside(site, path: str, *arguments: str) -> None:
    """Call the function at a dotted path, in a process of its own."""
    program = (
        "import django; django.setup(); from django.utils.module_loading import import_string;"
        f"import_string({path!r})(*{arguments!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=FOLDER, env=site.environment, capture_output=True, text=True, check=False
    )
    with site.log.open("a") as log:
        log.write(done.stdout + done.stderr)
    assert done.returncode == 0, done.stderr
