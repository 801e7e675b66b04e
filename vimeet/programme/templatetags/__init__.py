"""What templates of the programme need."""
