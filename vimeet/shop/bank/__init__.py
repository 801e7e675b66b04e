"""Reading bank statements: files in, lines out. Knows orders only where it matches them."""
