"""Staff screens of the interact section."""
