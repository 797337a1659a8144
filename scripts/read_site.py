"""Four readers who read a site on this machine until a file `stop` lies beside this one, 600 s at most.

    read_site.py HOST       two of them open a connection for each page, two keep theirs as browsers do

Prints what they met. A connection that was kept and closed while nothing was asked is counted apart: a browser asks
again by itself. 1 where anything else failed. Asks 127.0.0.1 alone; runs with Debian's own Python.
"""

import http.client
import ssl
import sys
import threading
import time
from collections import Counter
from pathlib import Path

PATHS = ["/", "/news/", "/rights/", "/interact/", "/search/?q=%E5%B7%A5%E4%BC%9A"]
STOP = Path(__file__).with_name("stop")
SECONDS = 600
PAUSE = 0.05


class Reader(threading.Thread):
    def __init__(self, host: str, keeps: bool, begins: int):
        super().__init__()
        self.host, self.keeps, self.number = host, keeps, begins
        self.met: Counter[str] = Counter()
        self.slowest = 0.0
        self.connection: http.client.HTTPSConnection | None = None

    def run(self) -> None:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and not STOP.exists():
            began, kept = time.monotonic(), self.connection is not None
            try:
                self.met[self.read()] += 1
            except (OSError, http.client.HTTPException) as error:
                self.connection = None
                closed = kept and isinstance(error, ConnectionError)
                self.met["kept connection closed" if closed else f"failed: {error!r}"] += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
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


def main() -> int:
    readers = [Reader(sys.argv[1], keeps=number > 1, begins=number) for number in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    met = sum((reader.met for reader in readers), Counter())
    slowest = max(reader.slowest for reader in readers)
    words = ", ".join(f"{name}: {count}" for name, count in met.items())
    sys.stdout.write(f"{words}; slowest {slowest:.1f} s\n")
    return int(any(name.startswith("failed") for name in met))


if __name__ == "__main__":
    sys.exit(main())
