"""The channels: what each is, and its page."""
