"""The options of the verbs from a file: `miner --config miner.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

__all__ = ["read_settings"]


def read_settings(context: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    """Options of the verbs from a TOML file, under the names they have on the command line."""
    if value is None:
        return
    from miner.knowledge.data import parse_toml

    try:
        settings = parse_toml(value.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise click.BadParameter(f"{value}: {error}") from error
    context.default_map = {verb: _settings(context, value, verb, given) for verb, given in settings.items()}


def _settings(context: click.Context, file: Path, verb: str, given: Any) -> dict[str, Any]:
    """The settings of one verb by the names of click's parameters; a name that no option has is an error."""
    group = context.command
    assert isinstance(group, click.Group)
    command = group.get_command(context, verb)
    if command is None or not isinstance(given, dict):
        raise click.BadParameter(f"{file}: [{verb}] is no verb of miner")
    names = {opt.lstrip("-"): p.name for p in command.params for opt in p.opts if opt.startswith("--")}
    flags = {opt.lstrip("-") for p in command.params for opt in p.opts if getattr(p, "is_flag", False)}
    unknown = sorted(set(given) - set(names))
    if unknown:
        raise click.BadParameter(f"{file}: miner {verb} has no option --{unknown[0]}")
    for key, value in given.items():
        if key in flags and not isinstance(value, bool):
            raise click.BadParameter(f"{file}: [{verb}] {key} must be true or false, not {value!r}")
        if key not in flags and (isinstance(value, bool) or not isinstance(value, (str, int, float))):
            raise click.BadParameter(f"{file}: [{verb}] {key} must be a text or a number, not {value!r}")
    return {str(names[key]): value for key, value in given.items()}
