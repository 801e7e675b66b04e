"""Requests, unavailability, planner runs, plans and their versions, agendas."""
