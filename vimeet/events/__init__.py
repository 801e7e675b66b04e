"""Organisers and their events: days, slots, places, participant types."""
