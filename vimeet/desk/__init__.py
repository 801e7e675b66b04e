"""The desk door: views, forms and templates only."""
