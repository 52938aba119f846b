"""The command line speaks three languages, and no sentence is missing in any."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import miner
from miner.analysis import PARTS
from miner.cli import cli
from miner.doctor import findings
from miner.errors import InputError
from miner.knowledge.data import read_csv
from miner.language import LANGUAGES, Choice, choose, language_named
from miner.report._words import check_language, say_reason
from miner.spoken import say, show_error, speak

PACKAGE = Path(miner.__file__).parent
CHINESE = ("zh-Hans", "zh-Hant")
IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
SLOT = re.compile(r"\{[^{}]*\}")
ROWS = read_csv("miner", "commands.csv")
ERRORS = {"InputError", "TooLittleTextError", "MissingExtraError", "MinerError", "UsageError", "BadParameter"}
PROBLEMS = {"Problem", "problem", "_problem", "ConversionError", "RecognitionError"}


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    speak(Choice("en", asked=False))


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("zh", "zh-Hans"),
        ("zh_CN.UTF-8", "zh-Hans"),
        ("zh_SG", "zh-Hans"),
        ("zh-Hans-HK", "zh-Hans"),
        ("zh_TW", "zh-Hant"),
        ("zh_HK.Big5-HKSCS", "zh-Hant"),
        ("ZH-hant", "zh-Hant"),
        ("zh_MO@radical", "zh-Hant"),
        ("en_GB.UTF-8", "en"),
        ("C", None),
        ("zhuang", None),
        ("fr_FR", None),
        ("", None),
    ],
)
def test_a_name_or_a_locale_names_a_language(name: str, language: str | None) -> None:
    assert language_named(name) == language


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        (["report", "x", "--language", "zh-Hant"], {"MINER_LANGUAGE": "en", "LANG": "zh_CN"}, "zh-Hant"),
        (["--language=zh", "report"], {"LANG": "zh_TW"}, "zh-Hans"),
        (["report"], {"MINER_LANGUAGE": "zh_HK", "LANG": "en_US.UTF-8"}, "zh-Hant"),
        (["report"], {"LANG": "zh_TW.UTF-8"}, "zh-Hant"),
        (["report"], {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh-Hans"),
        (["report"], {"LC_ALL": "", "LC_MESSAGES": "zh_CN"}, "zh-Hans"),
        (["report"], {"LANG": "xx_YY.UTF-8"}, "en"),
        (["report", "--", "--language", "zh"], {}, "en"),
        (["report", "--language"], {}, "en"),
        (["report"], {}, "en"),
        ([], {}, "en"),
        ([], {"MINER_LANGUAGE": "zh"}, "zh-Hans"),
    ],
)
def test_option_then_variable_then_locale(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert choose(arguments, environment).language == language


def test_a_row_has_every_language_and_the_same_slots_in_each() -> None:
    assert len(ROWS) > 150
    assert len({row["en"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert set(row) == set(LANGUAGES)
        slots = [set(SLOT.findall(row[language])) for language in LANGUAGES]
        assert slots[0] == slots[1] == slots[2], row["en"]
        for language in CHINESE:
            assert IDEOGRAPH.search(row[language]) or row["en"] == "miner: {reason}", row["en"]


def _help_texts() -> Iterator[str]:
    for command in (cli, *cli.commands.values()):
        yield from (" ".join(part.split()) for part in (command.help or "").split("\n\n"))
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.help:
                yield parameter.help


@pytest.mark.parametrize("language", CHINESE)
def test_every_help_is_said_in_chinese(language: str) -> None:
    texts = set(_help_texts())
    assert len(texts) > 50
    speak(Choice(language, asked=True))
    assert not [text for text in sorted(texts) if not IDEOGRAPH.search(say(text))]


@pytest.mark.parametrize("language", CHINESE)
def test_help_pages_hold_no_english_sentence(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("", *cli.commands):
        cli.main([*name.split(), "--help", "--language", language], "miner", standalone_mode=False)
        page = capsys.readouterr().out
        assert not re.findall(r"\b(?:Usage|Options|Commands|Show|Example|default|required)\b", page)
        assert len(page.splitlines()) > 8


def _template(node: ast.expr) -> str | None:
    """A string of the code with `{}` for what is filled in; None for what is no string."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def _strings(names: set[str]) -> Iterator[str]:
    """The sentences that calls of these names in the package hold."""
    for module in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in names and node.args:
                given = node.args[0] if len(node.args) == 1 or names & ERRORS else node.args[-1]
                sentence = _template(given)
                if sentence and (" " in sentence):
                    yield sentence


@pytest.mark.parametrize("language", CHINESE)
def test_every_error_of_the_package_is_said_in_chinese(language: str) -> None:
    # An error that only joins a file and what another library says of it has no words of its own.
    raised = {text.replace("{}", "7") for text in _strings(ERRORS)} - {"7: 7"}
    assert len(raised) > 70
    speak(Choice(language, asked=True))
    assert not sorted(text for text in raised if say(text) == text)


def _filled(reason: str) -> Iterator[str]:
    """The sentences that one of the code becomes where words, not names, are filled in."""
    if reason.startswith("the {} "):
        yield from (reason.replace("{}", noun, 1) for noun in ("book", "Word file"))
    elif reason.startswith(("{}row", "{}no column")):
        yield from (reason.replace("{}", where, 1) for where in ("", "sheet 3: "))
    else:
        yield reason


def test_every_problem_row_is_said_in_chinese() -> None:
    reasons = set(_strings(PROBLEMS))
    assert len(reasons) > 30
    for language in CHINESE:
        said = {
            text: say_reason(text.replace("{}", "7"), language)
            for known in reasons
            for text in _filled(known)
        }
        assert not sorted(text for text, chinese in said.items() if re.search("[a-z]{3} [a-z]", chinese))


@pytest.mark.parametrize("language", CHINESE)
def test_stages_and_what_doctor_finds_are_said_in_chinese(language: str) -> None:
    speak(Choice(language, asked=True))
    assert not [name for name in (*PARTS, "done") if not IDEOGRAPH.search(say(name))]
    for finding in findings():
        if " " in finding.name:
            assert IDEOGRAPH.search(say(finding.name)), finding.name
        # Versions, paths, endings and encodings are no sentences.
        if re.search(r"\b(not|no|missing|installs|set|in)\b", finding.state):
            assert IDEOGRAPH.search(say(finding.state)), finding.state


WRONG = [
    ["fly"],
    ["report"],
    ["report", "x", "--foo"],
    ["report", "x", "--themes", "0"],
    ["report", "x", "--themes", "many"],
    ["report", "x", "--language", "fr"],
    ["report", "x", "-o"],
    ["targets", "x", "--tabel", "y"],
    ["duplicates", "x", "--similarity", "3"],
    ["outline", "x", "--format", "pdf"],
    ["doctor", "x"],
    ["doctor", "x", "y"],
    ["outline", "x", "--quiet=3"],
    ["targets", "-", "x"],
    ["completion", "tcsh"],
    ["--rules", "nowhere", "plans", "x"],
    ["--config", ".", "plans", "x"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
@pytest.mark.parametrize("language", CHINESE)
def test_wrong_use_is_said_in_chinese(
    language: str,
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MINER_LANGUAGE", language)
    with pytest.raises(click.ClickException) as raised:
        cli.main(arguments, "miner", standalone_mode=False)
    assert raised.value.exit_code == 2
    show_error(raised.value)
    english = re.findall(
        r"\b(?:Usage|Error|Try|No such|Missing|Invalid|does not|is not)\b", capsys.readouterr().err
    )
    assert not english


def test_a_sentence_within_a_sentence_is_said_too_and_names_are_left_alone() -> None:
    speak(Choice("zh-Hans", asked=True))
    assert say("miner: no such file or folder: plans") == "miner：没有这个文件或文件夹：plans"
    assert say("miner: cannot write themes: Permission denied") == "miner：无法写入 themes：没有权限"
    assert say("the file is empty") == "文件为空"
    assert say("nobody has put this into Chinese") == "nobody has put this into Chinese"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    silent = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "MINER_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "miner", *arguments],
        capture_output=True,
        check=False,
        cwd=PACKAGE.parent,
        env=silent | {"PYTHONPATH": str(PACKAGE.parent)} | environment,
    )


def test_the_name_alone_shows_the_help() -> None:
    for done in (run(), run(MINER_LANGUAGE="zh")):
        assert b"Traceback" not in done.stderr
        lines = (done.stdout + done.stderr).decode().splitlines()
        assert lines[0] in (
            "Usage: miner [OPTIONS] COMMAND [ARGS]...",
            "用法：miner [OPTIONS] COMMAND [ARGS]...",
        )
        assert [line for line in lines if line.startswith("  evidence ")]
        assert not [line for line in lines if line.startswith(("Error", "错误"))]


def test_an_unknown_language_is_refused_with_the_list() -> None:
    for done in (run("doctor", "--language", "fr"), run("doctor", MINER_LANGUAGE="fr")):
        assert done.returncode == 2
        said = done.stderr.decode()
        assert all(language in said for language in LANGUAGES)
        assert "Traceback" not in said


def test_a_console_without_chinese_shows_escapes_and_never_fails() -> None:
    asked = run("--help", "--language", "zh", PYTHONIOENCODING="latin-1")
    assert (asked.returncode, asked.stderr) == (0, b"")
    assert b"\\u7528\\u6cd5" in asked.stdout  # 用法
    by_locale = run("--help", LANG="zh_CN.UTF-8", PYTHONIOENCODING="latin-1")
    assert by_locale.stdout.startswith(b"Usage:")
    plan = run("outline", "corpus/README.md", "--language", "zh-Hant", PYTHONIOENCODING="cp437")
    assert plan.returncode == 0
    assert b"Traceback" not in plan.stderr


@pytest.mark.parametrize("encoding", ["gbk", "big5", "cp936"])
def test_a_console_of_a_chinese_windows_shows_chinese(encoding: str) -> None:
    done = run("fly", LANG="zh_CN.UTF-8" if encoding != "big5" else "zh_TW", PYTHONIOENCODING=encoding)
    assert done.returncode == 2
    assert ("没有命令 fly" if encoding != "big5" else "沒有命令 fly") in done.stderr.decode(encoding)


def test_the_report_takes_the_language_by_its_short_name() -> None:
    assert check_language("zh") == "zh-Hans"
    assert check_language("zh-Hant") == "zh-Hant"
    assert check_language(None) is None
    with pytest.raises(InputError, match="not one of en, zh-Hans, zh-Hant"):
        check_language("fr")
