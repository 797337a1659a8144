"""Gathers the models of the features, so that Django finds them."""

from unionsite.operations.copies.models import CopyChange

__all__ = ["CopyChange"]
