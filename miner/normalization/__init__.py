"""Normalization: ordered, named repairs and conversion to simplified script, with a map back to the raw text.

The normal form, for which the rules of all later stages are written:

- **Script**: simplified, by OpenCC's t2s, which maps one character to one; 着 where converted text says 著
  for the particle; 著 in 显著, 名著.
- **Line breaks**: `\\n` only. Lines are as in the source; nothing is joined or wrapped here,
  except a number that a break at the width of the text took apart.
- **White space**: space, tab, `\\n` and the ideographic space U+3000 (an indentation in print). No other:
  U+00A0 and the typographic spaces are a space, zero-width and control characters are gone. Runs of spaces
  are kept. `\\s` and `str.strip` see all four.
- **Figures and letters**: ASCII. So are `%` `.` `+` `-` `/` `=` `@` `#` `&` `*` `<` `>` `_` `~` `|` `[` `]` and `{` `}`.
  The range signs are `-` (also for – ‐ −), `~` (also for ～ 〜) and `—` (as printed; also for ― ─).
- **，；：！？（）**: full-width wherever a neighbor is Chinese or other non-ASCII text (spaces skipped), and at
  the end of a line that holds Chinese; ASCII between ASCII: `1,000`, `3:2`, `03:41`, `http://`, `f(x)`. Brackets
  are full-width where they hold or touch an ideograph; both of a pair have one form. Full-width marks stay
  where they stand: `（RCEP）`. A comma between ASCII neighbors, as in `94%,2%`, stays `,`.
- **Quotation marks**: “ ” and ‘ ’; 「」『』〝〞 become these, and straight `"` pairs around Chinese. 《》 and 〈〉
  stay, «» become 《》.
- **Other marks**: 、 。 … ‰ ℃ × ≥ 〔〕 【】 as printed. The middle dot is `·` (also for • ‧ ・); at the start of a
  line it is a bullet.
- **Chinese numerals**: 〇 for ○, O or 0 between numerals: 二〇二四年.
- **Outline marks** survive: ① ⒈ ⑴ ㈠ Ⅱ ● ■ ◆ are never decomposed. So do units such as ㎡ and the exponents.
- **Placeholders** (20xx年, XX市, ×××, **亿元) stay as written and are listed in `.placeholders`.
- Page furniture that the reader marked is cut out by `normalize_plan`.

Normalizing a normalized text changes nothing.
"""

from __future__ import annotations

from miner.normalization.config import NormalizationConfig
from miner.normalization.document import normalize_plan
from miner.normalization.placeholders import Placeholder
from miner.normalization.text import Change, NormalizedText, normalize

__all__ = ["Change", "NormalizationConfig", "NormalizedText", "Placeholder", "normalize", "normalize_plan"]
