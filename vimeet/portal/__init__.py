"""The portal door: views, forms and templates only."""
