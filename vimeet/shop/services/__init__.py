"""Changing the catalogue, selling, taking money: one module per subject."""
