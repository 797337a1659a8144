"""The audit of dependencies (T97): passed only when a service has spoken about every package, else "not run"."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.nginx import free_port
from tests.scripts.loading import SCRIPTS, load_script

pytestmark = pytest.mark.once

WEAKNESS = {"id": "PYSEC-0000-1", "summary": "x", "details": "x", "aliases": [], "affected": []}
LOCK = 'asgiref==3.13.0\n    # via django\nsegno==1.6.6\npolib==1.2.0 ; python_version < "3"\n'


@pytest.fixture
def lock(tmp_path):
    file = tmp_path / "requirements.txt"
    file.write_text(LOCK)
    return file


@pytest.fixture
def service():
    """A vulnerability service of our own: `weak` names what it knows; `status` is how it answers about the rest."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = query["package"]["name"]
            content = json.dumps({"vulns": [WEAKNESS]} if name in server.weak else {}).encode()
            self.send_response(200 if name in server.weak else server.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.weak, server.status = {"django"}, 200
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def run(port: int, *arguments, **variables) -> subprocess.CompletedProcess:
    command = [sys.executable, SCRIPTS / "audit_dependencies.py", *arguments]
    environment = {"PATH": "/usr/bin:/bin", "AUDIT_URL": f"http://127.0.0.1:{port}/", **variables}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_t97_without_network_the_audit_was_not_run(lock):
    result = run(free_port(), lock)
    assert result.returncode == 3
    assert result.stdout.startswith("not run: no vulnerability service answers")
    assert "passed" not in result.stdout.lower()


def test_t97_a_service_that_knows_nothing_is_none(lock, service):
    """A portal that answers everything with an empty page must not turn the light green."""
    service.weak = set()
    result = run(service.server_port, lock)
    assert (result.returncode, result.stdout[:8]) == (3, "not run:")


def test_t97_a_service_that_breaks_off_leaves_it_not_run(lock, service):
    service.status = 500
    result = run(service.server_port, lock)
    assert (result.returncode, result.stdout[:8]) == (3, "not run:")


def test_t97_a_known_weakness_is_named_and_stops_the_build(lock, service):
    service.weak = {"django", "segno"}
    result = run(service.server_port, lock)
    assert result.returncode == 1
    assert result.stdout == "segno 1.6.6: PYSEC-0000-1, fixed in none yet\n"


def test_t97_passed_says_about_how_many(lock, service):
    result = run(service.server_port, lock)
    assert (result.returncode, result.stdout) == (0, "passed: no known weakness in 2 packages\n")


def test_the_list_of_parts_holds_every_pinned_package(tmp_path):
    script = load_script("audit_dependencies")
    result = run(free_port(), "--sbom", VAR_DIR=str(tmp_path))
    assert result.returncode == 0, result.stderr
    parts = json.loads((tmp_path / "sbom.json").read_text())
    assert parts["bomFormat"] == "CycloneDX"
    pins = script.locked([SCRIPTS.parent / "requirements-full.txt"])
    assert len(parts["components"]) == len(pins) > 40
    assert {"django", "wagtail", "psycopg"} <= {part["name"] for part in parts["components"]}
    assert all(part["purl"].startswith("pkg:pypi/") for part in parts["components"])
