"""`make machines`: the site on four machines while one after the other fails: what readers and writers notice, whether
acknowledged words are lost, and whether web machines have no state.

Network namespaces stand for machines (bench/network.py): a balancer with the shipped nginx file and two servers in it;
two web machines with gunicorn, worker and scheduler each; one with PostgreSQL, Redis and files in a bucket, where
`S3_TEST_SERVER` names a program that speaks S3 and takes `-H HOST -p PORT`, as moto's does, else in a folder that all
see. Needs root, nginx, redis-server, PostgreSQL. It ends by itself after some minutes and leaves nothing behind.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import shlex
import shutil
import signal
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import requests

from bench import network
from bench.cases import hidden
from bench.faults import Fault, away, chosen, happen, kill, lay, report, verify, wait_until
from bench.installation import Installation
from bench.pages import say, table
from bench.visitors import FAILURES, Visitors

LONGEST = 590  # seconds, all together
SEEN_WITHIN = 30
MACHINES = {"balancer": (10, ["front"]), "web1": (11, ["front", "back"]), "web2": (12, ["front", "back"])}
MACHINES["data"] = (20, ["back"])
BUCKET = "unionsite"


def cut_off(machine: str, lasts: float) -> Fault:
    return Fault(
        f"{machine} cut off from data for {lasts:g} s",
        lambda site: site.network.cut(machine, "back"),
        lambda site: site.network.mend(machine, "back"),
        lasts,
    )


FAULTS = (
    Fault("nothing", lambda _site: None),
    kill("web1"),
    away("web1", signal.SIGKILL, lasts=10),
    away("redis", signal.SIGKILL, lasts=5),
    away("postgresql", signal.SIGINT, lasts=30),
    cut_off("web2", 10),
    cut_off("web2", 30),
)


class Machines(Installation):
    """The same programs, each on its machine."""

    nodes = ("1", "2")
    folders = (*Installation.folders, "var1", "var2")

    def __init__(self, folder: Path):
        self.network = network.Network(MACHINES)
        self.store = shlex.split(os.environ.get("S3_TEST_SERVER", ""))
        super().__init__(folder)

    def machine(self, name: str) -> str:
        if name == "nginx":
            return "balancer"
        return f"web{name[-1]}" if name[-1] in self.nodes else "data"

    def address(self, name: str) -> str:
        machine = self.machine(name)
        return self.network.address(machine, "back" if machine == "data" else "front")

    def _variables(self) -> dict[str, str]:
        self.ports["store"] = 9000
        variables = super()._variables() | {"STATIC_COPY": "off"}  # they would have to share its folder
        if self.store:
            server = f"?endpoint={self.url('store')}&region=us-east-1"
            variables |= {"S3_URL": f"s3://trial:trial-of-machines@{BUCKET}{server}"}  # allowed: secret (of a trial)
        return variables

    def variables_of(self, node: str) -> dict[str, str]:
        """With a bucket each web machine has a folder of its own."""
        return {"VAR_DIR": str(self.folder / f"var{node}")} if self.store else {}

    def start_databases(self) -> None:
        super().start_databases()
        if self.store:
            self._start("store", [*self.store, "-H", self.address("store"), "-p", self.ports["store"]])

    def start_site(self) -> None:
        if self.store:
            make_bucket()
            for node in self.nodes:
                shutil.copytree(self.var / "static", self.folder / f"var{node}" / "static")
        super().start_site()

    def nginx_configuration(self) -> str:
        """Uploads come from the application where they lie in a bucket, as the shipped file says."""
        text = super().nginx_configuration()
        if self.store:
            place = r"(location ~ \^/media/\(images[^{]*\{)[^}]*\}"
            text, changed = re.subn(place, r"\1 proxy_pass http://unionsite; }", text)
            if changed != 1:
                raise SystemExit("The shipped nginx file has changed: no place of uploads.")
        return text


def main() -> None:
    parser = argparse.ArgumentParser(prog="make machines", description=__doc__)
    parser.add_argument("--only", default="", help="only faults whose name contains one of these, by commas")
    options = parser.parse_args()
    missing = [f"needs {name}" for name in ("nginx", "redis-server") if not shutil.which(name)]
    missing += [] if any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) else ["needs PostgreSQL's server"]
    if reason := ", ".join(missing) or network.cannot_run():
        say(f"Several machines: not run, {reason}.")
        return
    folder = network.go_inside("bench.machines", LONGEST)
    faults = chosen(FAULTS, options.only)
    with ExitStack() as stack:
        site = Machines(folder)
        stack.callback(site.stop)
        visitors = lay(site)
        place = "a bucket" if site.store else "one folder that all see, as S3_TEST_SERVER names no program"
        say(f"Files lie in {place}.")
        visitors.begin()
        times = [happen(fault, site) for fault in faults]
        wrong = look_at_state(site)
        visitors.end()
        judge(faults, times, visitors, wrong)


def judge(faults: list[Fault], times: list[tuple[float, float]], visitors: Visitors, wrong: list[str]) -> None:
    report("PostgreSQL, two web machines", faults, times, visitors)
    verify(visitors)
    if wrong:
        raise SystemExit("\n".join(wrong))


def look_at_state(site: Machines) -> list[str]:
    """Whether a web machine knows what happened at the other; return what is wrong."""
    from django.db import connections

    connections.close_all()  # they may have died with the database
    seen, wrong = publication_seen(site), []
    say(f"\nA publication was seen after so many seconds (nginx keeps a page for ten; given up after {SEEN_WITHIN}).")
    table([*seen], [[f"{seconds:.1f}" if seconds is not None else "never" for seconds in seen.values()]])
    if None in seen.values():
        wrong.append("A publication was not seen everywhere.")
    works = file_is_everywhere(site)
    say(f"An upload is handed out by {'each web machine' if works else 'NOT EACH web machine'}.")
    if not works:
        wrong.append("An upload is not everywhere.")
    went_on = session_survives(site)
    say(f"Who signed in at web1 {'was' if went_on else 'was NOT'} signed in at web2 when web1 had been killed.")
    if not went_on:
        wrong.append("A session did not survive.")
    return wrong


def ask(site: Machines, node: str, path: str, data: dict[str, str] | None = None, **more) -> requests.Response:
    """What one web machine answers, past the balancer but under the site's name; sends `data` if there are any."""
    headers = {"Host": site.place("nginx"), "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "http"}
    address, method = site.url(f"web{node}") + path, "POST" if data else "GET"
    return requests.request(method, address, data=data, headers=headers, allow_redirects=False, timeout=20, **more)


def publication_seen(site: Machines) -> dict[str, float | None]:
    """Seconds until each machine shows a piece's new title, by name."""
    from bench.search_corpus import publish, some_page

    page = some_page()
    page.title = f"Seen everywhere {secrets.token_hex(4)}"
    path = page.get_url()
    readings = {
        "web1": lambda: ask(site, "1", path),
        "web2": lambda: ask(site, "2", path),
        "balancer": lambda: requests.get(site.base + path, timeout=20),
    }
    publish(page)
    began, seen = time.monotonic(), dict.fromkeys(readings)
    while None in seen.values() and time.monotonic() - began < SEEN_WITHIN:
        for name, read in readings.items():
            with suppress(*FAILURES):
                if seen[name] is None and page.title in read().text:
                    seen[name] = time.monotonic() - began
        time.sleep(0.1)
    return seen


def file_is_everywhere(site: Machines) -> bool:
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    words = secrets.token_hex(16)
    name = default_storage.save("images/trial.txt", ContentFile(words.encode()))
    path = f"/media/{name}"
    if not site.store:  # a folder is nginx's to hand out
        return requests.get(site.base + path, timeout=20).text == words
    return all(ask(site, node, path).text == words for node in site.nodes)


def session_survives(site: Machines) -> bool:
    """Sign in at one web machine, kill it, and go on at the other, which has to know who it is."""
    from unionsite.accounts.models import User

    password = secrets.token_urlsafe(16)
    User.objects.create_user("trial-person", password=password)
    login, account = "/account/login/", "/account/"
    form = ask(site, "1", login)
    data = hidden(form.text) | {"username": "trial-person", "password": password}
    sent = ask(site, "1", login, data=data, cookies=form.cookies.get_dict())
    stranger = ask(site, "2", account)
    site.services["web1"].kill()
    answer = ask(site, "2", account, cookies=sent.cookies.get_dict())
    return (sent.status_code, stranger.status_code, answer.status_code) == (302, 302, 200)


def make_bucket() -> None:
    from django.core.files.storage import default_storage

    wait_until(lambda: default_storage.connection.create_bucket(Bucket=BUCKET), 30)


if __name__ == "__main__":
    main()
