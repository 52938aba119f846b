"""Copied passages: time and memory from 2,000 to 50,000 plans, beside datasketch where it is installed.

usage: python -m benchmarks.duplicates [PLANS …]     (default: 2000 10000 50000)

Plans of about 3,000 characters are made of words of their own, one sentence in seven is stock shared by
many, and one plan in five is a copy of another with a tenth of its characters edited. Each size runs in a
process of its own. `seconds` is from texts to the table of passages; `KB_a_plan` is the highest resident
memory of the whole process, texts and libraries included, by plan; `exponent` is the growth of the time.
"""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
import time

import numpy as np

SIZES = (2000, 10_000, 50_000)
PEER_PLANS = 1000


def made_texts(n: int, seed: int = 1) -> dict[str, str]:
    """n plans, their sentences of 12 two-character words by Zipf's law from a vocabulary of 20,000."""
    rng = np.random.default_rng(seed)
    vocabulary = rng.integers(0x4E00, 0x4E00 + 5000, (20_000, 2)).astype(np.uint32)
    weight = np.cumsum(1 / np.arange(20, 20_020))
    stock = [_sentence(rng, vocabulary, weight) for _ in range(300)]
    texts: dict[str, str] = {}
    before = ""
    for i in range(n):
        if i % 5 == 4:
            text = _edited(rng, before)
        else:
            count = max(20, int(rng.lognormal(4.8, 0.45)))
            own = rng.random(count) > 1 / 7
            words = np.searchsorted(weight, rng.random((count, 12)) * weight[-1])
            letters = np.concatenate(
                (vocabulary[words].reshape(count, 24), np.full((count, 2), [0x3002, 10])), axis=1
            )
            lines = letters.astype("<u4").tobytes().decode("utf-32-le").split("\n")[:count]
            picks = (300 ** rng.random(count)).astype(int) - 1
            text = "\n".join(line if o else stock[p] for line, o, p in zip(lines, own, picks, strict=True))
        texts[f"p{i:06}"] = before = text
    return texts


def _sentence(rng: np.random.Generator, vocabulary: np.ndarray, weight: np.ndarray) -> str:
    words = np.searchsorted(weight, rng.random(20) * weight[-1])
    return vocabulary[words].astype("<u4").tobytes().decode("utf-32-le") + "。"


def _edited(rng: np.random.Generator, text: str) -> str:
    letters = np.frombuffer(text.encode("utf-32-le"), np.uint32).copy()
    changed = rng.random(len(letters)) < 0.1
    letters[changed] = rng.integers(0x4E00, 0x4E00 + 5000, int(changed.sum()))
    return letters.tobytes().decode("utf-32-le")


def measure(n: int) -> dict[str, float]:
    """Seconds and memory for n plans, in this process."""
    import miner

    texts = made_texts(n)
    few = miner.Corpus.from_texts(dict(list(texts.items())[:250]))
    assert len(miner.find_duplicates(few).passages)  # and the kernels are loaded
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, cpu = time.perf_counter(), time.process_time()
    found = len(miner.find_duplicates(miner.Corpus.from_texts(texts)).passages)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "plans": n, "passages": found, "seconds": seconds, "cpu_seconds": cpu, "plans_per_second": n / seconds,
        "KB_a_plan": peak / n, "KB_a_plan_added": (peak - before) / n,
    }  # fmt: skip


def peer(n: int) -> float | None:
    """Plans a second of datasketch's MinHashLSH on the same texts; None where it is not installed."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        return None
    texts = made_texts(n)
    start = time.perf_counter()
    index = MinHashLSH(threshold=0.5, num_perm=128)
    signatures = {}
    for name, text in texts.items():
        signatures[name] = MinHash(num_perm=128)
        signatures[name].update_batch([text[i : i + 5].encode() for i in range(len(text) - 4)])
        index.insert(name, signatures[name])
    for signature in signatures.values():
        index.query(signature)
    return n / (time.perf_counter() - start)


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print one line a size, then the growth and the ratio to datasketch."""
    rows = []
    for n in sizes:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.duplicates", "--one", str(n)], capture_output=True, check=True
        )
        rows.append(json.loads(done.stdout))
        print("  ".join(f"{k}={v:.6g}" for k, v in rows[-1].items()), flush=True)
    if len(rows) > 1:
        for clock in ("seconds", "cpu_seconds"):
            grown = math.log(rows[-1][clock] / rows[0][clock]) / math.log(
                rows[-1]["plans"] / rows[0]["plans"]
            )
            print(f"exponent of {clock}={grown:.3f}")
    other = peer(PEER_PLANS)
    if other:
        print(f"datasketch plans_per_second={other:.4g}  times={rows[-1]['plans_per_second'] / other:.3g}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        main(tuple(int(a) for a in sys.argv[1:]) or SIZES)
