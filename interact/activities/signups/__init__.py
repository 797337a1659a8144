"""Signing up for outings, training and the chair's reception day: places, companions, waiting list, check-in."""
