"""How texts are shown where something was looked for."""
