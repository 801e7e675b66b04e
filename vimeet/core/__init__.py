"""Small shared things that have one subject each."""
