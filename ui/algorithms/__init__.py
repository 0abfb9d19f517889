"""The algorithms of the Processing provider, one module each."""
