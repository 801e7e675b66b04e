"""The search for good plans: exact for small problems, a method for each level of large ones."""
