"""The command line in the reader's language: `data/commands.csv` has every sentence in English and in Chinese.

The code holds the English; `say` turns it into the language chosen for this run (`miner.language`).
"""

from __future__ import annotations

import copy
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

from miner.knowledge.caches import cache
from miner.knowledge.data import read_csv
from miner.language import LANGUAGES, VARIABLE, Choice, choose, language_named

__all__ = [
    "SpokenGroup",
    "TextChoice",
    "chosen",
    "escape_unshown",
    "language_option",
    "padded",
    "say",
    "show_error",
]

_SLOT = re.compile(r"\\\{(\w+)\\\}")
_SENTENCE = "reason"
"""The slot that stands for a sentence of its own; all others are copied as they are."""
_EXTRAS = re.compile(r"(?P<help>.*?)(?:\s*\[(?P<extras>[^\]]+)\])?", re.DOTALL)
_TOKEN = re.compile(r"[\x21-\x7e]+|\s+|.")
_NEVER_FIRST = "，。；：、！？）》」”"
_LANGUAGE_HELP = "Language of messages and of the report; default: the reader's own."
_choice = Choice("en", asked=False)


def chosen() -> Choice:
    """The language of this run."""
    return _choice


def speak(choice: Choice) -> None:
    """Take this language for what is said from now on."""
    global _choice
    _choice = choice


def say(text: str) -> str:
    """The text in the language of this run; what the catalogue does not know is left as it is."""
    language = _choice.language
    if language == "en" or not text:
        return text
    for pattern, words in _patterns():
        if match := pattern.fullmatch(text):
            slots = {k: say(v) if k == _SENTENCE else v for k, v in match.groupdict().items()}
            return words[language].format(**slots)
    from miner.report._words import say_reason

    return say_reason(text, language)


@cache
def _patterns() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    """What each sentence looks like, with its words; those that open with more letters of their own come first."""

    def letters(row: dict[str, str]) -> tuple[int, int]:
        pieces = re.split(r"\{\w+\}", row["en"])
        return -len(pieces[0]), -sum(map(len, pieces))

    rows = sorted(read_csv("miner", "commands.csv"), key=letters)
    return [
        (re.compile(_SLOT.sub(r"(?P<\1>.+?)", re.escape(row["en"])), re.DOTALL), dict(row)) for row in rows
    ]


if TYPE_CHECKING:
    TextChoice = click.Choice[str]
else:  # before click 8.2 a choice takes no type
    TextChoice = click.Choice


class Language(TextChoice):
    """A language of the interface; `zh`, `zh_TW` and the like stand for one of them."""

    def __init__(self) -> None:
        super().__init__(LANGUAGES)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The language that the value names; a usage error with the list where it names none."""
        return super().convert(language_named(str(value)) or value, param, ctx)


def _spoken(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Speak the language given; without one it is the language that the user asked for elsewhere."""
    if value:
        speak(Choice(value, asked=True))
    return value or (_choice.language if _choice.asked else None)


def language_option(**settings: Any) -> Callable[[Any], Any]:
    """The option `--language`: what is said in this run, and what the report is written in."""
    return click.option("--language", type=Language(), callback=_spoken, help=_LANGUAGE_HELP, **settings)


class SpokenFormatter(click.HelpFormatter):
    """Help in the language of this run; an ideograph takes two columns."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that says how a verb is called."""
        own = None if _choice.language == "en" else say("Usage:")
        super().write_usage(prog, args, own if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write the head of a section."""
        if _choice.language == "en":
            super().write_heading(heading)
        else:
            self.write(f"{'':>{self.current_indent}}{say(heading)}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs, each in the language of this run."""
        if _choice.language != "en":
            width = self.width - self.current_indent
            paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
            text = "\n\n".join(_block(say(part), width) for part in paragraphs)
        super().write_text(text)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write what each option or verb does beside its name."""
        given = list(rows)
        if _choice.language != "en":
            first = min(max((len(name) for name, _ in given), default=0), col_max) + col_spacing
            given = [(name, _block(_said_help(text), self.width - first - 2)) for name, text in given]
        super().write_dl(given, col_max, col_spacing)


def _said_help(text: str) -> str:
    """The help of an option and, in brackets, its default."""
    match = _EXTRAS.fullmatch(text)
    assert match is not None
    extras = "; ".join(map(say, (match["extras"] or "").split("; ")))
    return "  ".join(filter(None, (say(match["help"]), extras and f"[{extras}]")))


def _block(text: str, width: int) -> str:
    """The text in lines of the width, marked so that click leaves them as they are."""
    lines, room = [""], width
    for token in _TOKEN.findall(text):
        size = _columns(token)
        if size > room and lines[-1] and token not in _NEVER_FIRST:
            lines.append("")
            room = width
        if lines[-1] or not token.isspace():
            lines[-1] += token
            room -= size
    return "\b\n" + "\n".join(line.rstrip() for line in lines) if text else ""


def _columns(text: str) -> int:
    """The columns of a terminal that the text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, width: int) -> str:
    """The text with blanks up to a width in columns of a terminal."""
    return text + " " * (width - _columns(text))


class SpokenContext(click.Context):
    """A context whose help is in the language of this run."""

    formatter_class = SpokenFormatter


class SpokenGroup(click.Group):
    """Verbs that speak the language of this run, each with an option for it."""

    context_class = SpokenContext

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Choose the language before anything is read, so that errors are in it, too."""
        speak(_shown(choose(args, os.environ)))
        asked = os.environ.get(VARIABLE)
        if asked and language_named(asked) is None:
            values = ", ".join(LANGUAGES)
            raise click.UsageError(
                f"the variable {VARIABLE} asks for the language '{asked}', which is not one of {values}"
            )
        return super().make_context(info_name, args, parent, **extra)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb, with `--language` where it has none of its own."""
        known = super().get_command(ctx, cmd_name)
        if known is None:
            return None
        verb = copy.copy(known)
        verb.context_class = SpokenContext
        if not any("--language" in parameter.opts for parameter in verb.params):
            verb.params = [*verb.params, _MESSAGES]
        return verb

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs; in Chinese with the whole first sentence of each."""
        if _choice.language == "en":
            super().format_commands(ctx, formatter)
            return
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (n, " ".join((self.commands[n].help or "").split("\n\n")[0].split()))
                    for n in sorted(self.commands)
                ]
            )


_MESSAGES = click.Option(
    ["--language"],
    type=Language(),
    callback=_spoken,
    expose_value=False,
    help=_LANGUAGE_HELP,
)


def _shown(choice: Choice) -> Choice:
    """English where a console without Chinese would show nothing but escapes, and nobody asked for it."""
    if choice.asked or choice.language == "en":
        return choice
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    try:
        ("计划" if choice.language == "zh-Hans" else "計劃").encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return Choice("en", asked=False)
    return choice


def escape_unshown() -> None:
    """Write characters that the console has not as escapes, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def show_error(error: click.ClickException) -> None:
    """Say on stderr what is wrong with the command, and where help is; show the help where nothing was asked for."""
    if isinstance(
        error, getattr(click.exceptions, "NoArgsIsHelpError", ())
    ):  # before click 8.2 click shows it
        click.echo(error.format_message(), err=True)
        return
    context = getattr(error, "ctx", None)
    if context is not None:
        click.echo(context.get_usage(), err=True)
        if context.command.get_help_option(context) is not None:
            hint = f"{context.command_path} {context.help_option_names[-1]}"
            click.echo(say(f"Try '{hint}' for help.") + "\n", err=True)
    click.echo(say(f"Error: {error.format_message()}"), err=True)
