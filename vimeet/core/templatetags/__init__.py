"""Template tags that stand in for those of libraries."""
