"""Peak memory and pace of a walk over the site's pages and links, in a process of its own, and that it goes on after a
kill: `python -m bench.oversight [PAGES]` (2,000 pages, five links to other hosts on each; 10,000 is what is promised).

Another process answers for the site and for the other hosts, so that the figures are those of the walk alone.
"""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bench.demo_site import ROOT, environment, manage

PAGES, LINKS_A_PAGE, HOSTS, MOST_MIB = 2_000, 5, 100, 150
KILLED_AT = 300


class Handler(BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        number = self.path.rstrip("/").rpartition("-")[2]
        start = int(number) * LINKS_A_PAGE if number.isdecimal() else 0
        port = self.server.server_port
        links = "".join(
            f'<a href="http://127.0.1.{n % HOSTS + 1}:{port}/{n}">{n}</a>' for n in range(start, start + LINKS_A_PAGE)
        )
        content = f"<html><body><main><h1>t</h1><p>{'文字' * 2000}</p>{links}</main></body></html>".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args):
        pass


def serve() -> None:
    """In a child: answer at every loopback address, and print the port."""
    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)  # noqa: S104  (all of 127.0.0.0/8, for many hosts)
    print(server.server_port, flush=True)  # noqa: T201
    server.serve_forever()


def lay_pages(number: int) -> None:
    """In a child: rows of pages below the news, as many as wanted."""
    import django

    django.setup()
    from wagtail.models import Page

    news = Page.objects.get(url_path__endswith="/news/", locale__language_code="zh-hans")
    rows = [
        Page(
            title=f"Page {n}",
            draft_title=f"Page {n}",
            slug=f"page-{n}",
            path=Page._get_path(news.path, news.depth + 1, 1000 + n),
            depth=news.depth + 1,
            url_path=f"{news.url_path}page-{n}/",
            content_type=news.content_type,
            locale=news.locale,
        )
        for n in range(number)
    ]
    Page.objects.bulk_create(rows, batch_size=500)


def walk() -> None:
    """In a child: the walk, to its end; one line of figures."""
    import django

    django.setup()
    from django.conf import settings

    from unionsite.oversight.health.services.walks import start_walk, take_step

    settings.HEALTH_PRIVATE_ADDRESSES, settings.HEALTH_PAUSE_SECONDS = True, 0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    under_way = start_walk()
    while under_way.is_running:
        take_step()
        under_way.refresh_from_db()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{before} MiB of the site itself, the walk adds {peak - before}: {peak} MiB (at most {MOST_MIB})")  # noqa: T201
    if peak > MOST_MIB:
        raise SystemExit(1)


def visits(folder: str) -> int:
    with closing(sqlite3.connect(f"file:{folder}/db.sqlite3?mode=ro", uri=True)) as database:
        return database.execute("SELECT count(*) FROM oversight_visit").fetchone()[0]


def child(*arguments: str, **variables: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "bench.oversight", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment(**variables), stdout=subprocess.PIPE, text=True)  # noqa: S603


def main(number: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        server = child("serve")
        try:
            port = server.stdout.readline().strip()
            variables = {"VAR_DIR": folder, "BASE_URL": f"http://127.0.0.1:{port}"}
            manage("migrate", "--no-input", **variables)
            manage("setup_site", "--open", **variables)
            if child("lay", str(number), **variables).wait():
                return 1
            started = time.monotonic()
            first = child("walk", **variables)
            while (seen := visits(folder)) < KILLED_AT and first.poll() is None:
                time.sleep(0.1)
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
            print(f"{number} pages; killed after {seen} of them and started again:", flush=True)  # noqa: T201
            # It waits until the killed one's lease has run out, three minutes.
            second = child("walk", **variables)
            told, _nothing = second.communicate()
            print(told, f"{time.monotonic() - started:.0f} s in all", sep="")  # noqa: T201
            return second.returncode
        finally:
            server.kill()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve"]:
            serve()
        case ["lay", number]:
            lay_pages(int(number))
        case ["walk"]:
            walk()
        case [number]:
            sys.exit(main(int(number)))
        case _:
            sys.exit(main(PAGES))
