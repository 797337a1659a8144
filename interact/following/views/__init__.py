"""Public HTTP of the channels: sending, following, published answers."""
