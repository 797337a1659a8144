"""Changes that take two people: one proposes, a second one in another office lets them take effect."""
