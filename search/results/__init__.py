"""The results page and the suggestions while typing."""
