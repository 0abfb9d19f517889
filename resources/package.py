"""`./run package`: builds dist/dsrdmpd_dehaze.zip as the plugin manager installs it, from what git tracks."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOP = "dsrdmpd_dehaze"
SHIPPED = ("__init__.py", "plugin.py", "metadata.txt", "LICENSE", "README.md", "CHANGELOG.md", "requirements.txt")
NEEDED = (
    *SHIPPED,
    "dsrdmpd/runtime/requirements.json",
    "resources/models/default.safetensors",
    "resources/samples/landsat8_hazy.tif",
    "resources/help/before_after.jpg",
    "resources/help/help.html",
    "resources/help/help_zh_CN.html",
    "resources/i18n/dsrdmpd_dehaze_en.qm",
    "resources/i18n/dsrdmpd_dehaze_zh_Hans.qm",
    "resources/icons/dehaze_dark.svg",
    "ui/dock.ui",
    "ui/options_page.ui",
)
SHIPPED_FOLDERS = ("dsrdmpd", "ui", "resources")
LEFT_OUT = (  # for a checkout
    "resources/samples/demo.py",
    "resources/samples/landsat8_clear.tif",
    "resources/samples/make_sample.py",
    "resources/package.py",
    "resources/pictures.py",
    "resources/translate.py",
    "resources/core_texts.py",
    "resources/runtime_requirements.py",
)
MOST_BYTES = 25_000_000  # the plugin repository takes no more


def main() -> int:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    names = [name for name in listed if name in SHIPPED or name.startswith(tuple(f"{f}/" for f in SHIPPED_FOLDERS))]
    names = sorted(name for name in names if not name.startswith(LEFT_OUT))
    missing = set(NEEDED) - set(names)
    if missing:
        sys.exit(f"error: git does not track {', '.join(sorted(missing))}, so the plugin would be incomplete.")
    target = ROOT / "dist" / f"{TOP}.zip"
    target.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.write(ROOT / name, f"{TOP}/{name}")
    size = target.stat().st_size
    if size > MOST_BYTES:
        sys.exit(f"error: {target} has {size} bytes, and the plugin repository takes {MOST_BYTES}.")
    print(f"{target}  {len(names)} files, {size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
