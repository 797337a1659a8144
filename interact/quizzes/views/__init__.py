"""Public HTTP of a quiz: answering, and what comes of it."""
