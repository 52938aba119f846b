"""Make the font of the figures: a subset of Noto Sans SC with the characters of both scripts.

    python scripts/make_font.py NotoSansSC-Regular.otf

Needs fontTools, which matplotlib brings. The source is the file `NotoSansSC-Regular.otf` of the Noto CJK project,
version 2.004 (SIL Open Font License 1.1); the package `pylopdf-fonts-zh-cn` ships it. The subset has every
character of GBK and Big5 that the source has, Latin letters and the signs of figures; it has no layout features,
no vertical metrics and no hints, and a family name of its own, so that no one takes it for the original.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "miner/report/data/plan-miner-sans.otf"
FAMILY = "Plan Miner Sans"
DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG")
FIGURE_SIGNS = "–—…‰℃℉№™←↑→↓−≈≠≤≥√∞㎡㎥㎏㎜㎝㎞〓"


def two_byte_characters(encoding: str) -> set[int]:
    """The code points of every two-byte character of an encoding."""
    points = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                text = bytes((lead, trail)).decode(encoding)
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                points.add(ord(text))
    return points


def wanted() -> set[int]:
    """The code points of the subset."""
    both_scripts = two_byte_characters("gbk") | two_byte_characters("big5")
    latin = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180))
    return both_scripts | latin | set(map(ord, FIGURE_SIGNS))


def rename(font: TTFont) -> None:
    """Give the font the family name FAMILY; the copyright and the license stay as they are."""
    compact = FAMILY.replace(" ", "")
    new = {1: FAMILY, 3: f"{compact}-Regular", 4: FAMILY, 6: f"{compact}-Regular", 16: FAMILY}
    for record in list(font["name"].names):
        if record.nameID in new:
            record.string = new[record.nameID]
        elif record.nameID == 7:  # the trademark of the original, whose name this font does not bear
            font["name"].names.remove(record)
    cff = font["CFF "].cff
    cff.fontNames[0] = f"{compact}-Regular"
    cff.topDictIndex[0].FamilyName = FAMILY
    cff.topDictIndex[0].FullName = FAMILY


def main(source: str) -> None:
    """Write the subset of the font file `source` to TARGET."""
    options = subset.Options(
        layout_features=[],
        hinting=False,
        notdef_outline=True,
        name_IDs=["*"],
        recalc_timestamp=False,
    )
    options.drop_tables += DROPPED
    font = TTFont(source, recalcTimestamp=False)
    points = wanted() & set(font.getBestCmap())
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    rename(font)
    font.save(TARGET)
    print(f"{TARGET.name}: {len(points):,} characters, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
