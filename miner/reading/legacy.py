"""Legacy Word and WPS files, through LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

__all__ = ["ConversionError", "to_docx"]

TIMEOUT = 120


class ConversionError(Exception):
    """The file could not be converted; the text says why."""


def to_docx(data: bytes, suffix: str) -> bytes:
    """Convert a .doc, .wps, .rtf or .odt file to .docx.

    Raises ConversionError where LibreOffice is missing, fails or takes more than TIMEOUT seconds.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise ConversionError(f"{suffix} files are read through LibreOffice, which is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"document{suffix}")
        source.write_bytes(data)
        profile = Path(folder, "profile").as_uri()
        command = [
            program, f"-env:UserInstallation={profile}", "--headless", "--norestore",
            "--convert-to", "docx", "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False)
        except subprocess.TimeoutExpired as error:
            raise ConversionError(f"LibreOffice took more than {TIMEOUT} seconds") from error
        made = source.with_suffix(".docx")
        if not made.exists():
            message = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise ConversionError(
                f"LibreOffice could not convert it: {message[-1] if message else 'no reason given'}"
            )
        return made.read_bytes()
