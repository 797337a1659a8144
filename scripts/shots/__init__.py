"""The pictures of docs/manual, by subject; `make shots` takes them all."""
