"""Ways to remove haze from tiles: the model in its own process, and methods without one; `registry` knows them all."""
