"""The programme: sessions, their versions, and who takes part in them."""
