"""How dates and times are written, by language, where Django's own is not what we want."""
