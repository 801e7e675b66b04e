"""The door's views."""
