"""Coverage-guided fuzzing of one target: python tests/fuzz/run.py TARGET [FOLDER] [libFuzzer options].

Needs atheris. The seeds of the target are read, new inputs are kept in FOLDER (none by default), and a finding is
written to `finding-TARGET-…` in the working folder; put it into `regressions/TARGET/` with its fix.
"""

from __future__ import annotations

import logging
import sys
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]


def main() -> None:
    """Run libFuzzer over one target; it ends with the process."""
    import atheris

    # What numba compiles must keep its own bytecode.
    compiled = [f"miner.duplicates.{p.stem}" for p in (HERE.parents[1] / "miner" / "duplicates").glob("*.py")]
    with atheris.instrument_imports(include=["miner"], exclude=compiled):
        from harness import LENGTHS, TARGETS

    name, options = sys.argv[1], sys.argv[2:]
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    seeds = HERE / "seeds" / name
    folders = [o for o in options if not o.startswith("-")]
    keep = [f for f in folders if Path(f).is_dir()]
    flags = [o for o in options if o.startswith("-")]
    if not any(flag.startswith("-max_len=") for flag in flags):
        flags.append(f"-max_len={LENGTHS.get(name, 200)}")
    given = [sys.argv[0], *flags, f"-artifact_prefix=finding-{name}-", *keep, str(seeds)]
    if not keep:  # libFuzzer writes new inputs into its first folder: a scratch one, not the seeds
        import tempfile

        given.insert(-1, tempfile.mkdtemp(prefix="fuzz-"))
    atheris.Setup(given, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
