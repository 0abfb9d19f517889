"""QGIS loads the plugin through `classFactory`; nothing else happens at import."""


def classFactory(iface):  # noqa: N802  (the name QGIS calls)
    """Return the plugin; `iface` is None without a desktop (qgis_process, QGIS Server)."""
    from .plugin import DehazePlugin

    return DehazePlugin(iface)
