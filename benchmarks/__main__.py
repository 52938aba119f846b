"""The whole suite in one run: each stage beside what else one would use, growth and memory of all stages.

usage: python -m benchmarks [FOLDER] [--short] [-o TABLE.md]

FOLDER holds plans; without it a hundred made ones are read. Seconds are of processor time, user and system, of one process each, in
the same run, after a warming call; ratios are what to look at, the seconds belong to the machine. A peer that is
not installed is named and left out. `--short` is for CI: it fails where a ratio is twice that of
`benchmarks/expected.toml`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

import miner

SEED = 12
SHORT_RUNS = 5
"""How often a job of less than a second is run, and what stands beside it."""
Row = tuple[str, str, float, str, float]
"""Measure, what is ours, its seconds, the peer, its seconds."""
Progress = Callable[[str, int, int], None]


def cpu(job: Callable[[], object], runs: int = 1) -> float:
    """Processor seconds of a job, threads included: the median of several runs."""
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        job()
        seconds.append(time.process_time() - start)
    return median(seconds)


def corpus_of(folder: Path | None) -> miner.Corpus:
    """The plans of a folder, or made ones; read anew each time."""
    from benchmarks.made import made_plans

    return miner.read_corpus(folder) if folder else miner.Corpus.from_texts(made_plans(100, SEED))


def rows(folder: Path | None) -> Iterator[Row]:
    """One row a comparison."""
    import jieba
    import opencc
    import rjieba

    from benchmarks.duplicates import made_texts
    from miner.segmentation.words import cut

    jieba.setLogLevel(60)
    texts = [p.text for p in corpus_of(folder)]
    miner.analyze(miner.Corpus.from_texts(dict(list(enumerate(texts[:8])))))  # type: ignore[arg-type]
    convert = opencc.OpenCC("t2s").convert
    convert("暖"), list(rjieba.cut("暖身")), list(jieba.cut("暖身"))
    base = cpu(lambda: [list(rjieba.cut(convert(t))) for t in texts], SHORT_RUNS)
    corpus = corpus_of(folder)
    took, seconds = by_stage(lambda told: miner.analyze(corpus, progress=told))
    yield "all of analyze", "miner.analyze", seconds, "opencc t2s + rjieba cut", base
    for stage, part in took.items():
        yield f"of which {stage}", "miner.analyze", part, "opencc t2s + rjieba cut", base
    fresh = iter([corpus_of(folder) for _ in range(SHORT_RUNS)])
    outlines = cpu(lambda: miner.segment(next(fresh)), SHORT_RUNS)
    yield "normal forms and outlines", "miner.segment", outlines, "opencc t2s + rjieba cut", base
    yield from added()
    alone = cpu(lambda: [convert(t) for t in texts])
    yield (
        "normalization",
        "miner.normalize",
        cpu(lambda: [miner.normalize(t) for t in texts]),
        "opencc t2s",
        alone,
    )
    plain = [miner.normalize(t).text for t in texts]
    yield (
        "words",
        "miner cut",
        cpu(lambda: [cut(t) for t in plain]),
        "jieba",
        cpu(lambda: [list(jieba.cut(t)) for t in plain]),
    )
    yield from numbers(plain)
    copies = made_texts(400)
    own = cpu(lambda: miner.find_duplicates(miner.Corpus.from_texts(copies)).passages, SHORT_RUNS)
    for name, job in (
        ("datasketch", datasketch),
        ("rensa", rensa),
        ("rapidfuzz, all pairs of 60", rapidfuzz),
    ):
        try:
            other = cpu(lambda job=job: job(copies), SHORT_RUNS)  # type: ignore[misc]
        except ImportError:
            print(f"{name} is not installed", file=sys.stderr)
            continue
        yield "copied passages, 400 plans", "miner.find_duplicates", own, name, other
    yield from themes(folder, plain)


def by_stage(job: Callable[[Progress], object]) -> tuple[dict[str, float], float]:
    """Processor seconds of each stage that a job tells the progress of, and of all."""
    took: dict[str, float] = {}
    last: list[tuple[str, float]] = []

    def told(stage: str, done: int, of: int) -> None:
        now = time.process_time()
        if last and last[-1][0] != stage:
            took[last[-1][0]] = now - last[-1][1]
        if not last or last[-1][0] != stage:
            last.append((stage, now))

    seconds = cpu(lambda: job(told))
    return took, seconds


def added(plans: int = 400) -> Iterator[Row]:
    """One plan in a hundred added to a store, beside the run that filled it."""
    from benchmarks.made import made_plans

    try:
        import duckdb  # noqa: F401
    except ImportError:
        print("duckdb is not installed", file=sys.stderr)
        return
    texts = made_plans(plans + plans // 100, SEED)
    most = miner.Corpus.from_texts(dict(list(texts.items())[:plans]))
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "plans.db"
        first = cpu(lambda: miner.analyze(most, store=store))
        second = cpu(lambda: miner.analyze(miner.Corpus.from_texts(texts), store=store))
    yield f"1 % added to a store of {plans} plans", "miner.analyze, store", second, "the full run", first


def numbers(texts: list[str]) -> Iterator[Row]:
    """Quantities beside recognizers-text, on the first hundred sentences with a digit."""
    from benchmarks.quantities import peer
    from miner.numbers.quantities import find_quantities

    read = peer()
    if read is None:
        print("recognizers-text is not installed", file=sys.stderr)
        return
    said = [s for t in texts for s in t.split("。") if any(c.isdigit() for c in s)][:100]
    read(said[0])
    own = cpu(lambda: [find_quantities(s) for s in said])
    yield (
        "quantities, 100 sentences",
        "find_quantities",
        own,
        "recognizers-text",
        cpu(lambda: [read(s) for s in said]),
    )


def datasketch(texts: dict[str, str]) -> None:
    """MinHash and LSH; finds pairs of plans, no passages."""
    from datasketch import MinHash, MinHashLSH

    index, made = MinHashLSH(threshold=0.5, num_perm=128), {}
    for name, text in texts.items():
        made[name] = MinHash(num_perm=128)
        made[name].update_batch([text[i : i + 5].encode() for i in range(len(text) - 4)])
        index.insert(name, made[name])
    for sketch in made.values():
        index.query(sketch)


def rensa(texts: dict[str, str]) -> None:
    """The same in Rust."""
    from rensa import RMinHash, RMinHashLSH

    index, made = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=16), []
    for number, text in enumerate(texts.values()):
        sketch = RMinHash(num_perm=128, seed=SEED)
        sketch.update([text[i : i + 5] for i in range(len(text) - 4)])
        index.insert(number, sketch)
        made.append(sketch)
    for sketch in made:
        index.query(sketch)


def rapidfuzz(texts: dict[str, str]) -> None:
    """Every pair of the first sixty."""
    from rapidfuzz import process

    some = list(texts.values())[:60]
    process.cdist(some, some, workers=1)


def themes(folder: Path | None, texts: list[str]) -> Iterator[Row]:
    """Themes beside NMF and LDA on the paragraphs as jieba cuts them, with the same number of themes."""
    import jieba

    corpus = corpus_of(folder)
    duplicates = miner.find_duplicates(corpus)
    found: list[miner.Themes] = []
    own = cpu(lambda: found.append(miner.extract_themes(corpus, duplicates=duplicates)))
    k = len(found[0].themes)
    lines = [line for t in texts for line in t.split("\n") if len(line) > 20]

    def nmf() -> None:
        from sklearn.decomposition import NMF
        from sklearn.feature_extraction.text import TfidfVectorizer

        rows = TfidfVectorizer(analyzer=jieba.lcut, min_df=2, max_df=0.3).fit_transform(lines)
        NMF(k, init="nndsvd", random_state=SEED, max_iter=400).fit_transform(rows)

    def lda() -> None:
        import tomotopy

        model = tomotopy.LDAModel(k=k, seed=SEED, min_df=2)
        for line in lines:
            model.add_doc(jieba.lcut(line))
        model.train(1000, workers=1)

    for name, job in (("jieba + TF-IDF + NMF", nmf), ("jieba + tomotopy LDA", lda)):
        try:
            yield f"{k} themes", "miner.extract_themes", own, name, cpu(job)
        except ImportError:
            print(f"{name} is not installed", file=sys.stderr)


def peak_memory() -> float:
    """The most that this process held, in MB; `ru_maxrss` would count what its parent held when it was forked."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def one(plans: int) -> dict[str, Any]:
    """Seconds, characters and peak memory of all stages over made plans, in this process."""
    from benchmarks.made import made_plans

    miner.analyze(miner.Corpus.from_texts(made_plans(20)))
    before = peak_memory()
    texts = made_plans(plans, SEED)
    took, seconds = by_stage(lambda told: miner.analyze(miner.Corpus.from_texts(texts), progress=told))
    peak = peak_memory()
    return {
        "plans": plans, "characters": sum(map(len, texts.values())), "seconds": seconds, "MB": peak, "MB_before": before,
        "stages": took,
    }  # fmt: skip


def grown(sizes: tuple[int, ...]) -> list[dict[str, Any]]:
    """`one` for each size, each in a process of its own."""
    made = []
    for n in sizes:
        command = [sys.executable, "-m", "benchmarks", "--one", str(n)]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        made.append(json.loads(done.stdout.splitlines()[-1]))
    return made


def machine() -> str:
    """Processor, system, versions and seed in a line each."""
    names = (
        "numpy",
        "pandas",
        "duckdb",
        "recognizers-text-number",
        "opencc",
        "rjieba",
        "jieba",
        "scikit-learn",
        "datasketch",
        "rensa",
        "rapidfuzz",
        "tomotopy",
    )
    said = []
    for name in names:
        try:
            said.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            said.append(f"{name} not installed")
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; {', '.join(said)}; seed {SEED}"
    )


def main() -> int:
    """Print the table; 1 where `--short` finds a loss."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="*", default=None)
    parser.add_argument("--one", type=int)
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(options.one)))
        return 0
    lines = [
        machine(),
        "",
        "| measure | ours | s | beside | s | ours / beside |",
        "|---|---|---|---|---|---|",
    ]
    ratios: dict[str, float] = {}
    for measure, ours, a, peer, b in rows(options.folder):
        ratios[f"{measure}: {peer}"] = a / b
        lines.append(f"| {measure} | {ours} | {a:.3f} | {peer} | {b:.3f} | {a / b:.3g} |")
        print(lines[-1], flush=True)
    sizes = (
        tuple(options.sizes) if options.sizes is not None else (200, 800) if options.short else (1000, 4000)
    )
    lines += growth_lines(grown(sizes), ratios)
    table = "\n".join(lines) + "\n"
    print(table)
    if options.output:
        options.output.write_text(table, encoding="utf-8")
    return lost(ratios) if options.short else 0


def growth_lines(growth: list[dict[str, Any]], ratios: dict[str, float]) -> list[str]:
    """The table of sizes, and by which power of the characters the time of each stage grows."""
    lines = [
        "",
        "| made plans | characters | s | µs a character | peak MB, at the start |",
        "|---|---|---|---|---|",
    ]
    for g in growth:
        rate = 1e6 * g["seconds"] / g["characters"]
        lines.append(
            f"| {g['plans']} | {g['characters']} | {g['seconds']:.1f} | {rate:.2f} | {g['MB']:.0f}, {g['MB_before']:.0f} |"
        )
    if len(growth) > 1:
        first, last = growth[0], growth[-1]
        apart = math.log(last["characters"] / first["characters"])
        ratios["exponent: all of analyze"] = whole = math.log(last["seconds"] / first["seconds"]) / apart
        parts = [
            f"{stage} {math.log(last['stages'][stage] / seconds) / apart:.2f}"
            for stage, seconds in first["stages"].items()
            if seconds > 0.05
        ]
        lines += ["", f"exponent of the time: {whole:.3f} ({', '.join(parts)})"]
    return lines


def lost(ratios: dict[str, float]) -> int:
    """1 when a ratio is more than twice what is expected, or an exponent above its limit."""
    from miner.knowledge.data import parse_toml

    expected = parse_toml((Path(__file__).parent / "expected.toml").read_text(encoding="utf-8"))
    limits = {name: 2 * want for name, want in expected["ratio"].items()} | expected["limit"]
    worse = [
        f"{name}: {ratios[name]:.3g}, more than {most}"
        for name, most in limits.items()
        if ratios.get(name, 0) > most
    ]
    print("\n".join(worse) or "no measure lost a factor of two")
    return int(bool(worse))


if __name__ == "__main__":
    sys.exit(main())
