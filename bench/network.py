"""Network namespaces as machines: each with a network in front, where readers come from, and one behind, to the data.

All of it is in a network, a process table and a list of mounts of its own, which the kernel clears away together with
the program that began them, however that ends: no address, name or process of the host is touched, none is left behind.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from bench.pages import say

NETWORKS = {"front": "10.77.1", "back": "10.77.2"}
HERE = 1  # the last number of this program's own addresses
PLACE = Path("/run/unionsite")
DISK_MB = 2048
_INSIDE = "UNIONSITE_TRIAL_INSIDE"
_APART = [
    "setpriv",
    "--pdeathsig=KILL",
    "unshare",
    "--net",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
]


def cannot_run() -> str:
    """Return why this host cannot stand in for several; empty if it can."""
    if missing := [name for name in ("ip", "unshare", "setpriv") if not shutil.which(name)]:
        return f"needs {' and '.join(missing)}"
    if os.geteuid() != 0:
        return "needs root, for network namespaces"
    trial = [*_APART, "ip", "link", "add", "trial", "type", "bridge"]
    if subprocess.run(trial, capture_output=True, check=False).returncode:  # noqa: S603
        return "network namespaces or bridges are not allowed here"
    return ""


def go_inside(module: str, seconds: int) -> Path:
    """Begin this program anew where it has a network of its own, unless it is there; return a folder in memory.

    It ends after so many seconds, and with the program that began it, whatever it is doing.
    """
    if not os.environ.get(_INSIDE):
        command = [*_APART, sys.executable, "-W", "ignore", "-m", module, *sys.argv[1:]]
        variables = {**os.environ, _INSIDE: "1"}
        sys.exit(subprocess.call(command, env=variables))  # noqa: S603
    signal.signal(signal.SIGALRM, lambda *_: _give_up(seconds))
    signal.alarm(seconds)
    # The names of namespaces stand below /run, and whoever runs there as another user must be able to come by.
    _do("mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=755", "tmpfs", "/run")
    PLACE.mkdir()
    return PLACE


def _give_up(seconds: int) -> None:
    """The end of a first process is that of all: nothing has to be stopped one by one."""
    say(f"Broken off after {seconds} s.")
    os._exit(2)


class Network:
    """The two networks, with this program in both."""

    def __init__(self, machines: dict[str, tuple[int, Iterable[str]]]):
        """`machines`: the last number of its addresses, and the networks that it is in, by name."""
        self.numbers = {name: number for name, (number, _networks) in machines.items()}
        _do("ip", "link", "set", "lo", "up")
        for network, begin in NETWORKS.items():
            _do("ip", "link", "add", network, "type", "bridge")
            _do("ip", "address", "add", f"{begin}.{HERE}/24", "dev", network)
            _do("ip", "link", "set", network, "up")
        for name, (_number, networks) in machines.items():
            _do("ip", "netns", "add", name)
            _do("ip", "-netns", name, "link", "set", "lo", "up")
            for network in networks:
                self._connect(name, network)

    def _connect(self, machine: str, network: str) -> None:
        plug = self._plug(machine, network)
        _do("ip", "link", "add", plug, "type", "veth", "peer", "name", network, "netns", machine)
        _do("ip", "-netns", machine, "address", "add", f"{self.address(machine, network)}/24", "dev", network)
        _do("ip", "-netns", machine, "link", "set", network, "up")
        _do("ip", "link", "set", plug, "master", network, "up")

    def address(self, machine: str, network: str) -> str:
        return f"{NETWORKS[network]}.{self.numbers[machine]}"

    def cut(self, machine: str, network: str) -> None:
        """As if somebody pulled the cable: nobody is told, what is sent goes nowhere."""
        _do("ip", "link", "set", self._plug(machine, network), "down")

    def mend(self, machine: str, network: str) -> None:
        _do("ip", "link", "set", self._plug(machine, network), "up")

    @staticmethod
    def _plug(machine: str, network: str) -> str:
        return f"{machine}-{network}"  # 15 letters at most


def _do(*command: str) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if result.returncode:
        raise SystemExit(f"{' '.join(command)}: {result.stderr.strip()}")
