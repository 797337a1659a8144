"""Looks the locked dependencies up for known weaknesses, or writes the list of parts (S-6.4, T97).

    audit_dependencies.py [LOCK FILE …]     0: none known, 1: some known, 3: not run
    audit_dependencies.py --sbom [LOCK FILE …]

pip-audit says "No known vulnerabilities found" also when it could look nothing up. So a package that is known to be
weak is asked for first, and the answer must name every package of the lock files.
AUDIT_URL names another service that speaks OSV's language, such as a mirror inside the company.
"""

import argparse
import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PASSED, WEAK, NOT_RUN = 0, 1, 3
URL = os.environ.get("AUDIT_URL") or "https://api.osv.dev/v1/query"
SECONDS = 15
# Django 2.0 has had dozens of advisories since 2018: a service that knows none answers for nothing.
KNOWN_TO_BE_WEAK = {"package": {"name": "django", "ecosystem": "PyPI"}, "version": "2.0"}


def locked(files: list[Path]) -> list[Requirement]:
    """Every pinned line of the lock files once, whatever its platform; hashes stand on lines of their own."""
    lines = {line.rstrip(" \\") for file in files for line in file.read_text("utf-8").splitlines()}
    return [Requirement(line) for line in sorted(lines) if line and not line.startswith(("#", " "))]


def service_answers() -> bool:
    request = urllib.request.Request(URL, json.dumps(KNOWN_TO_BE_WEAK).encode(), method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return bool(json.load(answer).get("vulns"))
    except (OSError, ValueError, AttributeError):
        return False


def not_run(reason: str) -> int:
    sys.stdout.write(f"not run: {reason}. Nothing is known about the dependencies.\n")
    return NOT_RUN


def audit(files: list[Path]) -> int:
    if not service_answers():
        return not_run(f"no vulnerability service answers at {URL}")
    command = [sys.executable, "-m", "pip_audit", "--strict", "--no-deps", "--disable-pip", "--format", "json"]
    command += ["--progress-spinner", "off", "--vulnerability-service", "osv", "--osv-url", URL]
    command += ["--timeout", str(SECONDS), *(part for file in files for part in ("--requirement", str(file)))]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    try:
        found = json.loads(result.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = result.stderr.strip().splitlines()[-1:] or ["pip-audit said nothing"]
        return not_run(last[0])
    looked_up = {canonicalize_name(entry["name"]) for entry in found if "vulns" in entry}
    wanted = {
        canonicalize_name(pin.name) for pin in locked(files) if pin.marker is None or pin.marker.evaluate({"extra": ""})
    }
    if missing := sorted(wanted - looked_up):
        return not_run(f"no answer about {', '.join(missing)}")
    weak = [(entry, weakness) for entry in found for weakness in entry["vulns"]]
    for entry, weakness in weak:
        fixed = ", ".join(weakness.get("fix_versions", [])) or "none yet"
        sys.stdout.write(f"{entry['name']} {entry['version']}: {weakness['id']}, fixed in {fixed}\n")
    if weak:
        return WEAK
    sys.stdout.write(f"passed: no known weakness in {len(wanted)} packages\n")
    return PASSED


def write_sbom(files: list[Path], target: Path) -> int:
    """CycloneDX 1.6 as JSON: every package that may be installed, with its version and package address."""
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    parts = []
    for pin in locked(files):
        (version,) = {specifier.version for specifier in pin.specifier}
        name = canonicalize_name(pin.name)
        purl = PackageURL("pypi", None, name, version)
        parts.append(Component(type=ComponentType.LIBRARY, name=name, version=version, purl=purl, bom_ref=str(purl)))
    whole = Bom(components=parts)
    whole.metadata.component = Component(type=ComponentType.APPLICATION, name="unionsite", bom_ref="unionsite")
    whole.register_dependency(whole.metadata.component, parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(JsonV1Dot6(whole).output_as_string(indent=2), "utf-8")
    sys.stdout.write(f"{len(parts)} packages in {target}\n")
    return PASSED


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sbom", action="store_true", help="write the list of parts instead")
    parser.add_argument("files", nargs="*", type=Path, help="requirements-dev.txt, for the list -full.txt")
    options = parser.parse_args()
    if options.sbom:
        target = Path(os.environ.get("VAR_DIR") or ROOT / "var") / "sbom.json"
        return write_sbom(options.files or [ROOT / "requirements-full.txt"], target)
    # It holds all that the two others hold.
    return audit(options.files or [ROOT / "requirements-dev.txt"])


if __name__ == "__main__":
    sys.exit(main())
