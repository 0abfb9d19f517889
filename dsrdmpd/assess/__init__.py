"""Measures rasters: against a reference, before against after, and by themselves."""
