"""Keeping the index, and what delegates keep in the directory."""
