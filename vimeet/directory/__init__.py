"""The directory: who takes part, found by words and filters; what one keeps about others."""
