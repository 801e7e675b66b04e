"""Simulated annealing in compiled code: walks over slots, places, delegates and requests."""
