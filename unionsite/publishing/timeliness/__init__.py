"""及时性: how soon after an event the public reads of it, against the limit of its section (S-3.9)."""
