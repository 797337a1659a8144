"""Scheduled work on the site's health."""

from __future__ import annotations

from django.utils import timezone

from unionsite.oversight.health.services import links, misses, platforms, probes, walks


def walk_on() -> None:
    """Runs each minute: begins the week's walk when its time has come, and takes a step of the running one."""
    walks.start_when_due()
    walks.take_step()


def probe_home() -> None:
    """Runs every five minutes."""
    probes.probe()


def look_again() -> None:
    """Runs hourly: asks failed links again, and pages that are reported mended."""
    links.ask_again(seconds=15)
    walks.visit_mended_again(seconds=15)


def watch_platforms() -> None:
    """Runs daily."""
    platforms.watch_platforms()


def forget_misses() -> None:
    """Runs daily."""
    misses.forget_misses(today=timezone.localdate())
