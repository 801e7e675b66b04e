"""Recommendations: who fits whom, and why, by needs and offers and by what people write."""
