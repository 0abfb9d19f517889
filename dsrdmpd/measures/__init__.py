"""What images are compared and judged by, in numpy alone, so that QGIS's process and training compute the same."""
