"""Writes of the programme."""
