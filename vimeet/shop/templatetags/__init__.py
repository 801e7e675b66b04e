"""How amounts are shown."""
