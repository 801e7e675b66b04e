"""The demo: an invented event, everything in one process, one command."""
