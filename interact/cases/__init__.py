"""Cases: what employees asked for, all that is done about it, and when it is due."""
