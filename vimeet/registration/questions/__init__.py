"""The questions of a registration form: what they are, how they are edited, asked and answered."""
