"""The dehazer: knows no QGIS and no Qt, and runs by itself as `python -m dsrdmpd`."""
