"""The demo site's texts and pictures; see README.md in this folder."""

from home.demo.seeding import is_seeded, seed

__all__ = ["is_seeded", "seed"]
