"""The demo site: people, pictures and pieces of `home/demo`, put in once, never in production."""

from home.services.demo.seeding import is_seeded, seed

__all__ = ["is_seeded", "seed"]
