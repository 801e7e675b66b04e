"""One module for each suite; ``rows(options)`` yields the lines of its tables."""
