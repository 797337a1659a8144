"""Public HTTP of a quiz: answering, what comes of it, practice."""
