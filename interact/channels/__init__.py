"""The channels: a record of what each is, and its page."""
