"""The years that words and numerals stand for: 二〇二五, 十五, the N-th five-year plan, years of the Republic.

Reading, targets and tasks read their years here; which words around a number make it a year is theirs to say.
"""

from __future__ import annotations

__all__ = ["digits_number", "plan_years", "republic_year", "small_number"]

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○零０ＯO", 0) | {"两": 2}
_LAST_PLAN = 30


def digits_number(text: str) -> int:
    """The number written digit by digit, in either kind of digits.

    Raises `ValueError` where a character is no digit.

    >>> digits_number("2025"), digits_number("二〇二五")
    (2025, 2025)
    """
    return (
        int(text) if text.isascii() and text.isdigit() else int("".join(str(_DIGITS.get(c, c)) for c in text))
    )


def small_number(text: str) -> int | None:
    """A number below a thousand in either kind of digits; None where it is none.

    >>> small_number("12"), small_number("二十三"), small_number("十"), small_number("一百零三"), small_number("一〇三")
    (12, 23, 10, 103, 103)
    """
    if text.isascii() and text.isdigit():
        return int(text)
    head, hundred, rest = text.partition("百")
    if not hundred:
        return _below_hundred(text)
    hundreds = _DIGITS.get(head) if head else 1
    ones = _below_hundred(rest.lstrip("○〇零")) if rest else 0
    return None if hundreds is None or ones is None else 100 * hundreds + ones


def _below_hundred(text: str) -> int | None:
    tens, ten, ones = text.partition("十")
    if not ten:
        written_out = len(text) == 3 and all(c in _DIGITS for c in text)  # 一〇三; 一二 is 一 and 二
        return digits_number(text) if written_out else _DIGITS.get(text)
    digits = (_DIGITS.get(tens) if tens else 1), (_DIGITS.get(ones) if ones else 0)
    return None if digits[0] is None or digits[1] is None else 10 * digits[0] + digits[1]


def plan_years(number: str | int) -> tuple[int, int] | None:
    """First and last year of the N-th national five-year plan; None where there is no such plan.

    The first is of 1953, the second of 1958; from the third, of 1966, on there is one every five years.

    >>> plan_years("十四"), plan_years(1), plan_years("百")
    ((2021, 2025), (1953, 1957), None)
    """
    n = small_number(number) if isinstance(number, str) else number
    if n is None or not 1 <= n <= _LAST_PLAN:
        return None
    first = {1: 1953, 2: 1958}.get(n, 1951 + 5 * n)
    return first, first + 4


def republic_year(number: int) -> int:
    """The year of the common era of a year of the Republic: 113年度 is 2024.

    >>> republic_year(113)
    2024
    """
    return number + 1911
