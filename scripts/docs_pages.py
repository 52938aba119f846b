"""Pages of the documentation that are made, not written: tables, commands, rules, the picture of the house."""

from __future__ import annotations

import ast
import csv
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

import miner
from miner import cli, tables
from miner.knowledge.data import parse_toml
from miner.language import Choice
from miner.normalization import NormalizationConfig
from miner.report._labels import label, meaning
from miner.spoken import speak

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "miner"
ROOMS = (
    "reading", "normalization", "segmentation", "numbers", "targets", "tasks", "duplicates", "copying", "themes", "comparison", "drafts",
    "knowledge",
)  # fmt: skip
_LONG = 140
_SHOWN = 12
_FEW_ROWS = 400
"""A CSV file with more rows than this is shown by its first ones."""


# What Markdown would read as markup or as a cell's end.
_MARKUP = str.maketrans({c: f"&#{ord(c)};" for c in "|*_[]`\\{}<>"})


def code(text: object) -> str:
    """`text` as code inside a Markdown table, cut where it is long."""
    shown = str(text).replace("\n", "⏎")
    shown = shown if len(shown) <= _LONG else shown[:_LONG] + " …"
    return f"<code>{shown.replace('&', '&amp;').translate(_MARKUP)}</code>" if shown else ""


def plain(text: str) -> str:
    """`text` as it is inside a Markdown table; what stands in backquotes becomes code."""
    parts = " ".join(text.split()).replace("&", "&amp;").split("`")
    even = len(parts) % 2 == 1
    return "".join(
        f"<code>{part.translate(_MARKUP)}</code>" if even and i % 2 else part.translate(_MARKUP)
        for i, part in enumerate(parts)
    )


def grid(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


# --- tables and commands -------------------------------------------------------------------------------


_TABLES = {
    "en": (
        "# The tables\n",
        "Made from the declarations in `miner.tables`. `start` and `end` are code-point offsets into `source.text`, "
        "end excluded. A string column holds None where nothing is known, a number NaN, an optional integer `<NA>`.\n",
    ),
    "zh-Hans": (
        "# 各表\n",
        "由 `miner.tables` 中的声明生成。`start` 和 `end` 是在 `source.text` 中的位置，以字符计，不含止处的字符。"
        "没有内容时，文本列为 None，数值列为 NaN，可空的整数列为 `<NA>`。列名用于 CSV、Parquet 和 Python，"
        "表头是工作簿、终端和报告中的写法。\n",
    ),
}
_TYPES = {
    "string": "文本",
    "integer": "整数",
    "number": "数值",
    "boolean": "是否",
    "optional integer": "整数，可空",
}


def tables_page(language: str = "en") -> str:
    """The columns of every table, from their declarations in `miner.tables`."""
    parts = list(_TABLES[language])
    for table in tables.TABLES:
        title, said = table.explained(language)
        if language == "en":
            rows = [[code(c.name), c.dtype, plain(c.unit), plain(c.meaning)] for c in table.columns]
            parts += [f"## {table.name}\n", plain(said[:1].upper() + said[1:]) + ".\n"]
            parts.append(grid(["column", "type", "unit", "meaning"], rows))
        else:
            rows = [
                [
                    code(c.name),
                    plain(label(c.name, language, table.name)),
                    _TYPES[c.dtype],
                    plain(meaning(c.unit, language)),
                    plain(meaning(c.meaning, language)),
                ]
                for c in table.columns
            ]
            parts += [
                f"## {title}（{table.name}） {{#{table.name.replace(' ', '-')}}}\n",
                plain(said) + "。\n",
            ]
            parts.append(grid(["列名", "表头", "类型", "单位", "含义"], rows))
    return "\n".join(parts)


_COMMANDS = {
    "en": ("# The command line\n", "Made from the help of each verb.\n"),
    "zh-Hans": ("# 命令行\n", "由各命令的帮助生成。\n"),
}


def command_page(language: str = "en") -> str:
    """Every verb of the command line, from its own help."""
    speak(Choice(language, asked=False))
    try:
        group = cli.cli
        context = group.context_class(group, info_name="miner", max_content_width=100, terminal_width=100)
        parts = [*_COMMANDS[language], _help(group, context)]
        for name in sorted(group.commands):
            verb = group.get_command(context, name)
            assert verb is not None
            inner = verb.context_class(
                verb, info_name=f"miner {name}", terminal_width=100, max_content_width=100
            )
            parts += [f"## miner {name}\n", _help(verb, inner)]
        return "\n".join(parts)
    finally:
        speak(Choice("en", asked=False))


def _help(command: click.Command, context: click.Context) -> str:
    return f"```text\n{command.get_help(context)}\n```\n"


def python_page() -> str:
    """Every public name, under the stage it belongs to; mkdocstrings writes what its docstring says."""
    parts = [
        "# Python\n",
        "Everything a user needs is in `miner`. `import miner` loads nothing heavy: each name is loaded when it is "
        "first used. Modules and names that begin with `_` are private.\n",
    ]
    for name in miner.__all__:
        parts.append(f"::: {getattr(miner, name).__module__}.{name}\n")
    parts.append("::: miner.normalization.config.NormalizationConfig\n")
    return "\n".join(parts)


# --- rules ---------------------------------------------------------------------------------------------

_STRING = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')
_KEY = re.compile(r'(?P<key>[\w-]+|"[^"]+")\s*=')
_HEAD = re.compile(r"(?P<open>\[\[?)(?P<name>[^\]]+)\]\]?")


def rule_pages() -> dict[str, str]:
    """A page of rules for each room that has data files, by the name of the page."""
    pages = {}
    for room in ROOMS:
        folder = PACKAGE / room / "data"
        files = (
            sorted(p for p in folder.rglob("*") if p.suffix in (".toml", ".csv")) if folder.is_dir() else []
        )
        if not files:
            continue
        parts = [
            f"# Rules of {room}\n",
            f"Made from the files in `miner/{room}/data/`. A file of the same name in a folder of your own adds to "
            "them: [your own rules](../howto.md#your-own-rules).\n",
        ]
        if room == "normalization":
            parts.append(_repairs())
        for file in files:
            parts.append(f"## {file.relative_to(folder).as_posix()}\n")
            parts.append(_toml_rules(file) if file.suffix == ".toml" else _csv_rules(file))
        pages[room] = "\n".join(parts)
    return pages


def _repairs() -> str:
    """The switches of NormalizationConfig, each with a case of the tests."""
    cases: dict[str, dict[str, Any]] = {}
    for case in parse_toml((ROOT / "tests/normalization/cases.toml").read_text(encoding="utf-8"))["case"]:
        for rule in case.get("rules", ()):
            cases.setdefault(rule, case)
    body = ast.parse(inspect.getsource(NormalizationConfig)).body[0]
    assert isinstance(body, ast.ClassDef)
    rows = []
    for field, said in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(said, ast.Expr):
            name, meaning = ast.unparse(field.target), ast.literal_eval(said.value)
            case = cases.get(name, {})
            example = f"{code(case['given'])} → {code(case['normal'])}" if case else ""
            rows.append([code(name), plain(meaning), example])
    return "## The repairs, in their order\n\n" + grid(["rule", "what it does", "example"], rows)


def _toml_rules(file: Path) -> str:
    parts: list[str] = []
    rows: list[list[str]] = []
    header = ["entry", "what it knows", "meaning, example"]
    for kind, name, value, comment in _entries(file.read_text(encoding="utf-8")):
        if kind == "note":
            parts.append(plain(comment) + "\n")
        elif kind == "section":
            if rows:
                parts.append(grid(header, rows))
                rows = []
            parts.append(f"**{plain(name)}** {plain(comment)}\n")
        else:
            rows.append([code(name), _knowledge(value), plain(comment)])
    if rows:
        parts.append(grid(header, rows))
    return "\n".join(parts)


def _knowledge(value: Any) -> str:
    if isinstance(value, dict):
        return "<br>".join(f"{plain(str(k))}: {_knowledge(v)}" for k, v in value.items())
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return "<br>".join(_knowledge(v) for v in value)
        more = f" … {len(value)} in all" if len(value) > _SHOWN else ""
        return " ".join(code(v) for v in value[:_SHOWN]) + more
    if isinstance(value, str) and value.count(" ") > _SHOWN:
        return _knowledge(value.split())
    return code(value)


def _entries(text: str) -> Iterator[tuple[str, str, Any, str]]:
    """Notes, sections, entries and keys of a TOML file in their order, each with its comments."""
    notes: list[str] = []
    opened = False
    entry: tuple[str, list[str], list[str]] | None = None
    chunks = list(_chunks(text))
    for i, (kind, line, comment) in enumerate(chunks):
        if kind == "comment":
            notes.append(comment)
            continue
        if kind == "blank":
            if notes and not opened:
                yield "note", "", None, " ".join(notes)
                notes = []
            continue
        opened = True
        if kind == "head":
            if entry:
                yield _entry(*entry)
                entry = None
            head = _HEAD.match(line)
            assert head is not None
            if head["open"] == "[[":
                entry = (head["name"], [], [*notes, comment])
            else:
                yield "section", head["name"], None, " ".join(filter(None, [*notes, comment]))
            notes = []
        elif entry is not None:
            entry[1].append(line)
            entry[2].extend(filter(None, [*notes, comment]))
            notes = []
        else:
            key = _KEY.match(line)
            assert key is not None, (i, line)
            yield (
                "key",
                key["key"].strip('"'),
                next(iter(parse_toml(line).values())),
                " ".join([*notes, comment]),
            )
            notes = []
    if entry:
        yield _entry(*entry)


def _entry(name: str, lines: list[str], comments: list[str]) -> tuple[str, str, Any, str]:
    fields = parse_toml("\n".join(lines))
    title = fields.pop("name", None) or fields.pop("reason", None) or fields.pop("rule", None) or name
    said = [*comments, fields.pop("reason", ""), str(fields.pop("example", ""))]
    return "entry", str(title), fields, " · ".join(filter(None, said))


def _chunks(text: str) -> Iterator[tuple[str, str, str]]:
    """Lines of a TOML file: comment, blank, head or a whole `key = value`, with the comment at its end."""
    gathered: list[str] = []
    comments: list[str] = []
    for line in text.splitlines():
        bare = _STRING.sub(lambda m: "x" * len(m.group()), line)
        at = bare.find("#")
        comment = line[at + 1 :].strip() if at >= 0 else ""
        rest = (line[:at] if at >= 0 else line).strip()
        if gathered:
            gathered.append(rest)
            comments.append(comment)
        elif not rest:
            yield ("comment", "", comment) if at >= 0 else ("blank", "", "")
            continue
        elif rest.startswith("["):
            yield "head", rest, comment
            continue
        else:
            gathered, comments = [rest], [comment]
        whole = _STRING.sub("", "\n".join(gathered))
        if whole.count("[") == whole.count("]") and whole.count("{") == whole.count("}"):
            yield "key", "\n".join(gathered), " ".join(filter(None, comments))
            gathered, comments = [], []


def _csv_rules(file: Path) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()
    notes = " ".join(line[1:].strip() for line in lines if line.startswith("#"))
    rows = list(csv.DictReader(line for line in lines if line.strip() and not line.startswith("#")))
    header = list(rows[0])
    made = [[code(row[c] or "") for c in header] for row in rows]
    if file.name == "units.csv":
        header = [*header, "example"]
        for row, cells in zip(rows, made, strict=True):
            cells.append(code(f"5{row['unit']} = {5 * float(row['factor']):g} ({row['dimension']})"))
    shown = made if len(made) <= _FEW_ROWS else made[:8]
    more = "" if len(shown) == len(made) else f"\n{len(made):,} rows; the first {len(shown)} are shown.\n"
    return f"{plain(notes)}\n\n{grid(header, shown)}{more}"


# --- the house -----------------------------------------------------------------------------------------


def imports() -> dict[str, set[str]]:
    """Which room imports which, from the source."""
    found: dict[str, set[str]] = {}
    for module in sorted(PACKAGE.rglob("*.py")):
        room = module.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("miner."):
                found.setdefault(room, set()).add(str(node.module).split(".")[1])
    return {room: others - {room} for room, others in found.items()}


_LAYERS = (
    ("cli",), ("analysis", "spark", "store"), ("report",), ("stages",), ("comparison",), ("copying", "themes"),
    ("tasks",), ("targets", "duplicates"), ("numbers",), ("segmentation",), ("normalization",), ("reading",), ("corpus", "engine", "knowledge"),
)  # fmt: skip


def house() -> str:
    """The picture of the house (SVG): a box a room, a line for each import, always downwards."""
    known = imports()
    places: dict[str, tuple[int, int]] = {}
    boxes, lines = [], []
    for level, row in enumerate(_LAYERS):
        rooms = [r for r in row if (PACKAGE / r).is_dir() or (PACKAGE / f"{r}.py").is_file()]
        for i, room in enumerate(rooms):
            x, y = 380 + int((i - (len(rooms) - 1) / 2) * 210), 40 + level * 68
            places[room] = (x, y)
            files = sorted((PACKAGE / room).rglob("*.py")) or [PACKAGE / f"{room}.py"]
            size = sum(len(f.read_text(encoding="utf-8").splitlines()) for f in files)
            boxes.append(
                f'<rect x="{x - 80}" y="{y - 20}" width="160" height="40" rx="4" fill="#fff" stroke="#1f4f82"/>'
                f'<text x="{x}" y="{y - 2}" text-anchor="middle" font-weight="600">{room}</text>'
                f'<text x="{x}" y="{y + 13}" text-anchor="middle" font-size="10" fill="#555">'
                f"{len(files)} module{'s' * (len(files) > 1)}, {size:,} lines</text>"
            )
    for room, others in sorted(known.items()):
        for other in sorted(others):
            if room in places and other in places and places[other][1] > places[room][1]:
                (x1, y1), (x2, y2) = places[room], places[other]
                bend = (
                    0 if y2 - y1 < 80 else (60 + (y2 - y1) // 6) * (1 if (len(room) + len(other)) % 2 else -1)
                )
                lines.append(
                    f'<path d="M{x1},{y1 + 20} C{x1 + bend},{(y1 + y2) // 2} {x2 + bend},{(y1 + y2) // 2} {x2},{y2 - 20}" '
                    'fill="none" stroke="#8d96a5" stroke-width=".8" opacity=".7"/>'
                )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 760" font-family="sans-serif" font-size="13" '
        'role="img"><title>The rooms of the package and their imports</title>'
        + "".join(lines + boxes)
        + "</svg>\n"
    )
