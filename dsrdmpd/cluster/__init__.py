"""One raster on many workers, of this machine or of others."""
