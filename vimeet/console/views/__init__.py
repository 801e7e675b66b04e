"""The console's pages: one module per entry of its navigation."""
