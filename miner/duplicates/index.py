"""Index a corpus once, so that new plans can be searched for copies from it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from miner.corpus import Plan, Source, as_plans
from miner.duplicates.evidence import Evidence, first_of_equals, rare_symbols, seed_cap, whole_clauses
from miner.duplicates.fold import fold
from miner.duplicates.matching import Limits, match
from miner.duplicates.result import FAMILY_SHARE, MIN_CHARS, SIMILARITY, Duplicates
from miner.duplicates.seeds import Seeds, Shared, sample, sort
from miner.errors import InputError

__all__ = ["Index", "build_index", "load_index"]

_FORMAT = 1
_ARRAYS = ("symbols", "offsets", "hashes", "positions", "text", "text_offsets", "starts")


@dataclass(frozen=True, eq=False)
class Index:
    """The symbols and seeds of a corpus, with its texts; made by `build_index`, read by `load_index`.

    symbols (uint16) and offsets (int64, plans + 1) as in `Folded`; hashes (uint32, sorted) and positions
    (uint32): every sampled seed, once a plan; text (uint8): the plans' texts in UTF-8, text_offsets (int64,
    plans + 1); starts (int64): where each plan begins in its source.
    """

    ids: tuple[str, ...]
    arrays: dict[str, npt.NDArray[Any]] = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def plan(self, i: int) -> Plan:
        """The stored plan number i; what stood before it in its source is blank, so that offsets hold."""
        start = int(self.arrays["starts"][i])
        first, last = self.arrays["text_offsets"][i : i + 2].tolist()
        text = self.arrays["text"][first:last].tobytes().decode("utf-8", "surrogatepass")
        return Plan(self.ids[i], Source.from_text(" " * start + text), start, start + len(text))

    def query(
        self, plans: Iterable[Plan] | Plan, *, min_chars: int = MIN_CHARS, similarity: float = SIMILARITY
    ) -> Duplicates:
        """The passages that new plans share with the corpus; its plans are `plan_a`, the new ones `plan_b`.

        New plans are not compared with each other, and of plans of the corpus that are the very same only
        the first answers. Its tables list the new plans and those of the corpus they share text with.

        Raises InputError when a threshold is out of range.
        """
        asked = as_plans(plans)
        new, a = fold(asked), self.arrays
        right = (new.symbols, new.offsets)
        seeds = sample(*right, np.zeros(len(asked), bool))
        shared = self._look_up(seeds)
        n = len(self.ids)
        records = match((a["symbols"], a["offsets"]), right, seeds, shared, Limits(seed_cap(n)), base=n)
        records[:, 1] -= n
        rare = rare_symbols(records, new.offsets, seeds, shared)
        met, place = np.unique(records[:, 0], return_inverse=True)
        records[:, 0] = place
        records[:, 1] += len(met)
        together = (*(self.plan(i) for i in met.tolist()), *asked)
        folded = fold(together)
        evidence = Evidence(
            together, folded, *whole_clauses(folded, records, rare), np.zeros((0, 4), np.int64)
        )
        return Duplicates(MIN_CHARS, SIMILARITY, FAMILY_SHARE, evidence).at(
            min_chars=min_chars, similarity=similarity
        )

    def _look_up(self, seeds: Seeds) -> Shared:
        hashes = (seeds.keys >> np.uint64(32)).astype(np.uint32)
        low = np.searchsorted(self.arrays["hashes"], hashes, "left")
        size = np.searchsorted(self.arrays["hashes"], hashes, "right") - low
        groups = np.where(size > 0, np.cumsum(size > 0) - 1, -1).astype(np.int32)
        low, size = low[size > 0], size[size > 0]
        starts = np.concatenate(([0], np.cumsum(size))).astype(np.int64)
        rows = np.arange(starts[-1]) + np.repeat(low - starts[:-1], size)
        postings = self.arrays["positions"][rows]
        plans = np.searchsorted(self.arrays["offsets"], postings, "right") - 1
        return Shared(groups, starts, postings, plans.astype(np.int32))

    def save(self, path: str | Path) -> None:
        """Write the index to an `.npz` file, without pickle and uncompressed, so that it opens at once."""
        head = json.dumps({"format": _FORMAT, "ids": self.ids}, ensure_ascii=False)
        with Path(path).open("wb") as file:
            arrays: Any = {
                "head": np.frombuffer(head.encode("utf-8", "surrogatepass"), np.uint8),
                **self.arrays,
            }
            np.savez(file, **arrays)


def build_index(corpus: Iterable[Plan] | Plan) -> Index:
    """Make `corpus` ready to be asked with new plans.

    Raises InputError when the corpus is too large for one index (4 billion characters).
    """
    plans = as_plans(corpus)
    folded = fold(plans)
    if len(folded.symbols) >= 1 << 32:
        raise InputError("too many characters for one index: make one of each part of the corpus")
    first = first_of_equals(folded)
    seeds = sample(folded.symbols, folded.offsets, first != np.arange(len(first)))
    keys = sort(seeds)
    number = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    hashes, owner = (keys >> np.uint64(32)).astype(np.uint32), seeds.plans[number]
    once = np.ones(len(keys), bool)
    once[1:] = (hashes[1:] != hashes[:-1]) | (owner[1:] != owner[:-1])
    texts = [p.text.encode("utf-8", "surrogatepass") for p in plans]
    return Index(
        tuple(p.id for p in plans),
        {
            "symbols": folded.symbols,
            "offsets": folded.offsets,
            "hashes": hashes[once],
            "positions": seeds.positions[number[once]],
            "text": np.frombuffer(b"".join(texts), np.uint8),
            "text_offsets": np.concatenate(([0], np.cumsum([len(t) for t in texts]))).astype(np.int64),
            "starts": np.array([p.start for p in plans], np.int64),
        },
    )


def load_index(path: str | Path) -> Index:
    """Open an index that `Index.save` wrote; its arrays are read from the file as they are needed.

    Raises InputError when the file is missing or is no index of this version.
    """
    try:
        arrays = {name: _mapped(Path(path), name) for name in ("head", *_ARRAYS)}
        head = json.loads(arrays.pop("head").tobytes().decode("utf-8", "surrogatepass"))
        if head["format"] != _FORMAT:
            raise ValueError(f"format {head['format']}")
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise InputError(f"{path} is no index of plans that can be read here ({error})") from error
    return Index(tuple(head["ids"]), arrays)


def _mapped(path: Path, name: str) -> npt.NDArray[Any]:
    """One array of an uncompressed npz file, mapped into memory instead of read."""
    layout: Any = np.lib.format
    with zipfile.ZipFile(path) as archive, archive.open(f"{name}.npy") as member:
        version = layout.read_magic(member)
        read = layout.read_array_header_1_0 if version == (1, 0) else layout.read_array_header_2_0
        shape, _, dtype = read(member)
        header = member.tell()
        info = archive.getinfo(f"{name}.npy")
        if info.compress_type != zipfile.ZIP_STORED or dtype.hasobject:
            raise ValueError("its arrays are compressed or hold objects")
    if 0 in shape:
        return np.zeros(shape, dtype)
    with path.open("rb") as file:  # behind the local header: 30 bytes, the name, an extra field
        file.seek(info.header_offset + 26)
        extra = int.from_bytes(file.read(2), "little") + int.from_bytes(file.read(2), "little")
    # "c": changes would stay in memory; a plain writable array, so that no kernel is compiled again for it
    return np.memmap(path, dtype, "c", info.header_offset + 30 + extra + header, shape).view(np.ndarray)
