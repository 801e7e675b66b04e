"""What changes requests, runs, plans and releases: one module per subject."""
