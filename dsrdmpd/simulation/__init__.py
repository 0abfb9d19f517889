"""Lays known haze over rasters, to test dehazing with: its physics, the wavelengths of bands, and the run."""
