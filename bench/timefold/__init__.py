"""The problem as a model for Timefold, in an environment of its own (see ``bench.measure``)."""
