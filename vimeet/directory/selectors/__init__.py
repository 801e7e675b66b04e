"""Searching the directory and reading it, always as a delegate."""
