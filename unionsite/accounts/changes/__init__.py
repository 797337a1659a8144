"""Changes that one person proposes and a second one of another office lets take effect."""
