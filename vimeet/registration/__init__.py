"""Delegations and their delegates."""
