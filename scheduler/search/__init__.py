"""The search for good plans: exact for small problems, by neighbourhoods for large ones."""
