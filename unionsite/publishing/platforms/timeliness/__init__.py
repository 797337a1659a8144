"""及时性: how many working days after an event its piece is published, and the limit of its section (S-3.9)."""
