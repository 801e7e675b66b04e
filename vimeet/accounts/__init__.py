"""Users, sign-in, memberships and roles."""
