"""Everything that knows QGIS: the Processing provider, its algorithms, settings and feedback."""
