"""Which repairs are made: one switch a rule."""

from __future__ import annotations

from dataclasses import dataclass, fields

from miner.knowledge.caches import lru_cache

__all__ = ["NormalizationConfig"]


@dataclass(frozen=True, slots=True)
class NormalizationConfig:
    """Switches of the rules, in the order in which they are applied; all are on by default.

    The names are those of the `rule` column of `NormalizedText.changes`. Later stages are written for the
    form with all rules on.
    """

    newlines: bool = True
    """CR LF becomes LF."""
    line_breaks: bool = True
    """VT, FF, NEL, U+2028, U+2029 and a lone CR become LF."""
    invisible: bool = True
    """Zero-width characters, marks of direction and control characters are deleted."""
    entities: bool = True
    """HTML entities are resolved, broken ones too (`X8226;`)."""
    torn: bool = True
    """Characters with pinyin between their bytes are restored (發展?jié)摿 is 發展潛力)."""
    stolen_bytes: bool = True
    """Characters lost to a byte-wise search in GBK are restored (幸!甭(lián)誼 is 幸福”聯(lián)誼)."""
    pinyin: bool = True
    """Pinyin in brackets that a page generator put behind common characters is deleted."""
    stray_marks: bool = True
    """A stray `.`, backquote or `'` between 的 and the next character is deleted."""
    spaces: bool = True
    """U+00A0 and typographic spaces become U+0020."""
    private_use: bool = True
    """Known characters of the private use area become what they stood for."""
    ideographs: bool = True
    """Kangxi radicals and compatibility ideographs become the unified ideograph."""
    width: bool = True
    """Full-width digits, letters and signs become ASCII."""
    forms: bool = True
    """Small, vertical, half-width and corner forms of a mark become its usual form."""
    broken_numbers: bool = True
    """The break inside a number of a text wrapped at one width is deleted (投资1|23亿元 is 投资123亿元)."""
    middle_dots: bool = True
    """`五?一` becomes 五·一."""
    zeros: bool = True
    """The circle, letter or digit used for 〇 between Chinese numerals becomes 〇."""
    lost_marks: bool = True
    """`2工会` between 1、 and 3、 becomes 2、工会."""
    brackets: bool = True
    """Round brackets around or beside Chinese become full-width."""
    quotes: bool = True
    """Straight double quotes around Chinese become “ and ”."""
    punctuation: bool = True
    """`,` `;` `:` `!` `?` beside Chinese become full-width."""
    simplified: bool = True
    """Traditional script becomes simplified (OpenCC t2s)."""
    variants: bool = True
    """What t2s leaves: 著 where 着 is meant, 枱, 値, 锺."""

    @property
    def enabled(self) -> frozenset[str]:
        """Names of the rules that are on."""
        return _enabled(self)


@lru_cache(maxsize=64)
def _enabled(config: NormalizationConfig) -> frozenset[str]:
    return frozenset(f.name for f in fields(config) if getattr(config, f.name))
