"""Training and measuring: runs on torch, numpy and Pillow alone, without GDAL or QGIS."""
