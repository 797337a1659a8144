"""How long what employees wrote is kept, and taking it away."""
