"""Publication plan, register of platforms, copy kits and posting tasks (S-1.2, S-2.5, S-3.7, S-8.8)."""
