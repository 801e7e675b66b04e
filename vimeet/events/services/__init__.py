"""Changing events and their frame: one module per subject."""
