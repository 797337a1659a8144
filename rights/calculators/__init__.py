"""Calculators of rights: pure rules over what a reader types, which is neither kept nor logged."""
