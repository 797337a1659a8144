"""Waits until the site answers well on a port of this machine: front page 200, or 503 of a site that is not open yet
(`core.errors.being_built`), named parts of `/healthz` well.

    well.py --port 8001 --host union.example.com --seconds 90 --parts database,cache
    well.py --port 443 --host union.example.com --version 1.0.1     whether that release answers, well or not
    well.py --port 8000 --host union.example.com --now      prints the parts that are well, comma-separated

With `--version` the answer must be of that release: an nginx that refuses to load its file leads to the former one.
Port 443 is asked by https, whoever signed its certificate. 0: well; 1: not in time, with what is missing on stderr.
Runs with Debian's own Python, without packages.
"""

import argparse
import http.client
import json
import ssl
import sys
import time


def ask(port: int, host: str, path: str) -> tuple[int, bytes]:
    """Status and body of `path`, asked as nginx asks; raises OSError where nobody answers."""
    if port == 443:
        # The machine asks itself: what it signed for a start is good enough here.
        context = ssl._create_unverified_context()  # noqa: S323  # nosec B323
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=context)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        # A new site keeps readers out until it is opened, and says so: that is well.
        is_built = answer.status == 503 and answer.getheader("X-Robots-Tag") == "noindex"
        return 200 if is_built else answer.status, answer.read()
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


def parts(port: int, host: str) -> tuple[dict[str, str], str]:
    """Each part of `/healthz` with "" where it is well, else what is wrong; and the release that says so."""
    _status, body = ask(port, host, "/healthz")
    answer = json.loads(body)
    checks = answer["checks"].items()
    return {name: "" if check["ok"] else str(check["detail"]) for name, check in checks}, str(answer.get("version", ""))


def troubles(port: int, host: str, wanted: list[str] | None, version: str) -> list[str]:
    """Without `wanted` only whether it answers, and as which release."""
    found = []
    try:
        if wanted is not None:
            status, _body = ask(port, host, "/")
            found += [] if status == 200 else [f"/ answers {status}"]
        state, answering = parts(port, host)
    except (OSError, ValueError, KeyError) as error:
        return [f"no answer on port {port}: {error}"]
    found += [] if version in ("", answering) else [f"{answering} answers on port {port}, not {version}"]
    return found + [f"{name}: {state.get(name, 'not there')}" for name in wanted or [] if state.get(name, "not there")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", required=True)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--parts")
    parser.add_argument("--version", default="")
    parser.add_argument("--now", action="store_true")
    options = parser.parse_args()
    if options.now:
        try:
            state, _version = parts(options.port, options.host)
        except (OSError, ValueError, KeyError):
            return 1
        sys.stdout.write(",".join(name for name, trouble in state.items() if not trouble) + "\n")
        return 0
    wanted = None if options.parts is None else [name for name in options.parts.split(",") if name]
    until = time.monotonic() + options.seconds
    while found := troubles(options.port, options.host, wanted, options.version):
        if time.monotonic() > until:
            sys.stderr.write("; ".join(found) + "\n")
            return 1
        time.sleep(0.5)
    return 0


if __name__ == "__main__":
    sys.exit(main())
