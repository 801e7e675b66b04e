"""Personal data expires: what the other apps declare is carried out, and proved."""
