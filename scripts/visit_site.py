"""People at the site of a trial (try_install.sh): four read and two send cases until FOLDER/stop is there.

    visit_site.py HOST FOLDER [--strict]       prints what they met, by what FOLDER/part said meanwhile; adds
                                               acknowledged words to FOLDER/words
    visit_site.py HOST FOLDER --verify         looks each of these up in the database: 1 if one is lost or there twice

Two readers open a connection for each page, two keep theirs as browsers do: one that was closed while nothing was asked
is counted apart, as a browser asks again by itself. With `--strict` 1 where anything else failed. Runs as the site's
user, in the folder of its release, with its Python: a case is sent with a proof that its keys make.
"""

import argparse
import http.client
import ssl
import sys
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))

PATHS = ["/", "/news/", "/rights/", "/interact/", "/search/?q=%E5%B7%A5%E4%BC%9A"]
SECONDS = 900  # at most
PAUSE = 0.05


class Reader(threading.Thread):
    def __init__(self, host: str, folder: Path, begins: int):
        super().__init__(daemon=True)
        self.host, self.folder, self.number, self.keeps = host, folder, begins, begins > 1
        # By what is being done to the site meanwhile.
        self.met: dict[str, Counter[str]] = defaultdict(Counter)
        self.slowest: dict[str, float] = defaultdict(float)
        self.longest: dict[str, float] = defaultdict(float)
        self.connection: http.client.HTTPSConnection | None = None

    def run(self) -> None:
        until, failing_since = time.monotonic() + SECONDS, 0.0
        while time.monotonic() < until and not (self.folder / "stop").exists():
            began, kept, part = time.monotonic(), self.connection is not None, part_now(self.folder)
            try:
                told = self.read()
            except (OSError, http.client.HTTPException) as error:
                self.connection = None
                closed = kept and isinstance(error, ConnectionError)
                told = "kept connection closed" if closed else f"failed: {type(error).__name__}"
            self.met[part][told] += 1
            self.slowest[part] = max(self.slowest[part], time.monotonic() - began)
            if told.startswith("failed"):
                failing_since = failing_since or began
                self.longest[part] = max(self.longest[part], time.monotonic() - failing_since)
            elif told == "read":
                failing_since = 0.0
            time.sleep(PAUSE)

    def read(self) -> str:
        if self.connection is None:
            # The trial's certificate is one that it signed itself.
            context = ssl._create_unverified_context()  # noqa: S323  # nosec B323
            self.connection = http.client.HTTPSConnection("127.0.0.1", 443, timeout=60, context=context)
        path = PATHS[self.number % len(PATHS)]
        self.number += 1
        self.connection.request("GET", path, headers={"Host": self.host})
        answer = self.connection.getresponse()
        answer.read()
        if not self.keeps or answer.will_close:
            self.connection.close()
            self.connection = None
        return "read" if answer.status == 200 else f"failed: {answer.status}"


def part_now(folder: Path) -> str:
    file = folder / "part"
    return file.read_text("utf-8").strip() if file.exists() else ""


def visit(host: str, folder: Path) -> bool:
    """Until `stop` is there; return whether no reader met anything that failed."""
    from bench.visitors import Visitors

    readers = [Reader(host, folder, begins=number) for number in range(4)]
    senders = Visitors(f"https://{host}", pages=[], questionnaire="", key="")
    senders.has_ended = threading.Event()
    sending = [threading.Thread(target=senders.send_cases, daemon=True) for _each in range(2)]
    for thread in readers + sending:
        thread.start()
    (folder / "begun").touch()
    for reader in readers:
        reader.join()
    senders.has_ended.set()
    for thread in sending:
        # Who has pressed the button presses it until it is said that the case has arrived.
        thread.join(SECONDS)
    words = senders.acknowledged["cases"]
    with (folder / "words").open("a", encoding="utf-8") as file:
        file.writelines(f"{word}\n" for word in words)
    met = {part: sum((reader.met[part] for reader in readers), Counter()) for part in readers[0].met}
    for part, counts in met.items():
        told = ", ".join(f"{name}: {count}" for name, count in counts.items())
        slowest, longest = (max(getattr(one, name)[part] for one in readers) for name in ("slowest", "longest"))
        tell(f"{part + ': ' if part else ''}{told}; slowest {slowest:.1f} s, longest without a page {longest:.1f} s")
    tell(f"cases acknowledged: {len(words)}")
    return not any(name.startswith("failed") for counts in met.values() for name in counts)


def verify(folder: Path) -> bool:
    """Return whether each acknowledged case is in the database, and none that was sent is there twice."""
    from interact.models import Case

    words = (folder / "words").read_text("utf-8").split("\n")[:-1]
    bodies = [case.vault.open(case.sealed_body, "body") for case in Case.objects.exclude(sealed_key="")]
    found = Counter(str(body.get("subject")) for body in bodies)
    lost = sum(found[word] == 0 for word in words)
    doubled = sum(number > 1 for word, number in found.items() if word.startswith("cases "))
    tell(f"{len(words)} cases acknowledged: {lost} lost, {doubled} doubled")
    return not lost and not doubled


def tell(text: str) -> None:
    sys.stdout.write(text + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--verify", action="store_true")
    options = parser.parse_args()
    import django

    django.setup()
    if options.verify:
        return int(not verify(options.folder))
    return int(not visit(options.host, options.folder) and options.strict)


if __name__ == "__main__":
    sys.exit(main())
