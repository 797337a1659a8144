"""Runs the scheduled jobs, in a loop or once."""

import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from unionsite.core.scheduling import free_slots_to_come, run_due


class Command(BaseCommand):
    help = "Run scheduled jobs as they fall due; --once for cron or a systemd timer."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Run what is due now and stop.")
        parser.add_argument("--interval", type=float, default=15, help="Seconds between looks (default 15).")

    def handle(self, *, once, interval, **options):
        stop = threading.Event()
        if not once:
            signal.signal(signal.SIGTERM, lambda *_args: stop.set())
            signal.signal(signal.SIGINT, lambda *_args: stop.set())
        looked_at = float("inf")
        while True:
            if (now := time.time()) < looked_at:
                # At the start, and when the clock was set back.
                free_slots_to_come()
            looked_at = now
            for name in run_due():
                if options["verbosity"] > 1:
                    self.stdout.write(name)
            if once or stop.wait(interval):
                return
            close_old_connections()
