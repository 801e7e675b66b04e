"""The console's forms: one module per subject."""
