"""`make lighthouse`: mobile Lighthouse on the main pages of the demo site; needs node and Chromium."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import demo_site

# Later versions ask for a newer node than Debian's.
VERSION = "12.8.2"
PLACE = demo_site.ROOT / "var" / "lighthouse"
PAGES = ("home", "list", "article", "statute", "answer", "calculator")
AIMS = {"performance": 90, "accessibility": 100, "best-practices": 95, "seo": 95}
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


def main() -> int:
    browser = os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not (shutil.which("node") and shutil.which("npm") and browser):
        say("Lighthouse需要node、npm和Chromium，例如：apt install nodejs npm chromium（也可用CHROME_PATH指定浏览器）")
        say("Lighthouse needs node, npm and Chromium, such as: apt install nodejs npm chromium (or set CHROME_PATH)")
        return 1
    install()
    demo_site.build()
    addresses = demo_site.main_pages()
    # The first reader of a page draws its pictures: that is not what is measured, and bench.wsgi reads the folder once.
    from bench.inprocess import get

    for address in addresses.values():
        get(address)
    PLACE.joinpath("reports").mkdir(exist_ok=True)
    rows = [["page", *AIMS, "LCP s", "CLS", "TBT ms", "KB"]]
    failed = False
    production = {"DJANGO_SETTINGS_MODULE": "unionsite.settings.production"}
    with demo_site.gunicorn("bench.wsgi:application", **production) as (master, base):
        demo_site.wait_for(master, f"{base}/")
        for name in PAGES:
            if name not in addresses:
                say(f"{name}: there are no statutes in this site, not measured.")
                continue
            address = base + quote(addresses[name], safe="/?=&%")
            report = audit(name, address, browser)
            scores = {key: round((report["categories"][key]["score"] or 0) * 100) for key in AIMS}
            failed |= any(scores[key] < aim for key, aim in AIMS.items())
            rows.append([name, *map(str, scores.values()), *metrics(report)])
    rows.append(["aim", *(f">={aim}" for aim in AIMS.values()), "", "", "", ""])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        say("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    say(f"Reports: {PLACE.relative_to(demo_site.ROOT)}/reports/*.html")
    return int(failed)


def install() -> None:
    """Lighthouse under var/lighthouse, once."""
    package = PLACE / "node_modules" / "lighthouse" / "package.json"
    if package.exists() and json.loads(package.read_text("utf-8"))["version"] == VERSION:
        return
    say(f"Installing lighthouse {VERSION} ...")
    PLACE.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--prefix", str(PLACE), "--save-exact", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([*command, f"lighthouse@{VERSION}"], check=True)  # noqa: S603


def audit(name: str, address: str, browser: str) -> dict:
    """The JSON report of one page; the HTML report stands beside it."""
    output = PLACE / "reports" / name
    command = [str(PLACE / "node_modules" / ".bin" / "lighthouse"), address, "--quiet", "--locale=zh"]
    command += ["--output=json", "--output=html", f"--output-path={output}", f"--chrome-flags={FLAGS}"]
    subprocess.run(command, env={**os.environ, "CHROME_PATH": browser}, check=True)  # noqa: S603
    return json.loads(Path(f"{output}.report.json").read_text("utf-8"))


def metrics(report: dict) -> list[str]:
    value = {key: audit.get("numericValue", 0) for key, audit in report["audits"].items()}
    return [
        f"{value['largest-contentful-paint'] / 1000:.1f}",
        f"{value['cumulative-layout-shift']:.3f}",
        f"{value['total-blocking-time']:.0f}",
        f"{value['total-byte-weight'] / 1024:.0f}",
    ]


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
