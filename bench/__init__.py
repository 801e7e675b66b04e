"""Benchmarks: fixed instances and seeds, whole processes, results as Markdown tables."""
