"""The language of what a reader is told: English, or Chinese in one of its scripts."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

__all__ = ["LANGUAGES", "VARIABLE", "Choice", "choose", "language_named"]

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
VARIABLE = "MINER_LANGUAGE"
"""The environment variable that names the language."""

_OPTION = "--language"
_TRADITIONAL = {"hant", "tw", "hk", "mo"}
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


class Choice(NamedTuple):
    """A language, and whether the user asked for it rather than the machine's settings."""

    language: str
    asked: bool


def language_named(name: str) -> str | None:
    """The language that a name or a locale stands for; None where it is none of ours.

    `zh`, `zh_CN.UTF-8` and `zh-Hans` are simplified Chinese, `zh_TW`, `zh-HK` and `zh_Hant_MO` traditional.
    """
    first, *rest = name.partition(".")[0].partition("@")[0].replace("_", "-").casefold().split("-")
    if first == "en":
        return "en"
    if first != "zh":
        return None
    return "zh-Hant" if _TRADITIONAL & set(rest) and "hans" not in rest else "zh-Hans"


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> Choice:
    """The language by `--language`, else MINER_LANGUAGE, else the locale; English where none names one of ours."""
    for name in (_given(arguments), environment.get(VARIABLE)):
        language = language_named(name) if name else None
        if language:
            return Choice(language, asked=True)
    return Choice(language_named(_locale(environment)) or "en", asked=False)


def _given(arguments: Sequence[str]) -> str | None:
    """The value of the last `--language` among the arguments."""
    before = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    value = None
    for this, following in zip(before, [*before, ""][1:], strict=True):
        if this == _OPTION:
            value = following
        elif this.startswith(_OPTION + "="):
            value = this.partition("=")[2]
    return value


def _locale(environment: Mapping[str, str]) -> str:
    """The locale by the environment; where it is silent, on Windows, that of the user's desktop."""
    named = next((environment[name] for name in _LOCALES if environment.get(name)), "")
    if named or os.name != "nt":
        return named
    return _desktop()


def _desktop() -> str:
    """The language of the Windows desktop as a locale; empty elsewhere."""
    if sys.platform != "win32":
        return ""
    import ctypes

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
