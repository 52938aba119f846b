"""Look up the text that other plans have at the same spot, the strongest evidence for a forgotten name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from miner.copying.context import Context
from miner.duplicates import Duplicates

__all__ = ["AROUND", "BETWEEN", "Matches"]

AROUND = 6
"""Characters before or after a name that must agree for it to be at the same spot of another plan."""

BETWEEN = ("formula", "terms")
"""Further kinds of passages (`basis`), besides copied ones, that count between two plans that are a pair."""

Spans = dict[str, list[tuple[int, int]]]


@dataclass(frozen=True, eq=False)
class Matches:
    """The plans of a corpus and the spans that each shares with each other plan."""

    contexts: Mapping[str, Context]
    shared: Mapping[str, Spans]
    """Raw spans of a plan that another plan shares, by plan id, then by the other's id."""

    @classmethod
    def of(cls, contexts: Mapping[str, Context], duplicates: Duplicates) -> Matches:
        """Collect the copied passages of `duplicates`, and of its pairs the formulas and headings between them."""
        shared: dict[str, Spans] = {}
        pairs = set(map(tuple, duplicates.pairs[["plan_a", "plan_b"]].to_numpy().tolist()))
        columns = ["plan_a", "start_a", "end_a", "plan_b", "start_b", "end_b", "basis"]
        for a, sa, ea, b, sb, eb, basis in duplicates.passages[columns].to_numpy().tolist():
            counts = basis == "copied" or (basis in BETWEEN and (a, b) in pairs)
            if counts and a in contexts and b in contexts:
                shared.setdefault(a, {}).setdefault(b, []).append((sa, ea))
                shared.setdefault(b, {}).setdefault(a, []).append((sb, eb))
        return cls(contexts, shared)

    def others(self, context: Context) -> list[Context]:
        """The plans that share a passage with this one."""
        return [self.contexts[o] for o in sorted(self.shared.get(context.plan.id, {}))]

    def around(self, context: Context, start: int, end: int) -> Iterator[Context]:
        """Plans that share a passage which contains the normalized span."""
        shared = self.shared.get(context.plan.id)
        if shared:
            raw_start, raw_end = context.normalized.to_raw(start, end)
            for other, spans in sorted(shared.items()):
                if any(a <= raw_start and raw_end <= b for a, b in spans):
                    yield self.contexts[other]

    def has_there(self, context: Context, start: int, end: int, other: Context, name: str) -> bool:
        """Whether `other` has `name` at the spot of start..end: with the same text before or after it."""
        left, right = context.text[max(0, start - AROUND) : start], context.text[end : end + AROUND]
        return (len(left) == AROUND and left + name in other.text) or (
            len(right) == AROUND and name + right in other.text
        )

    def names_there(self, context: Context, start: int, end: int, other: Context, name: str) -> bool:
        """Whether the clause of `other` at the same spot contains `name`."""
        for words, offset in (
            (context.text[max(0, start - AROUND) : start], AROUND),
            (context.text[end : end + AROUND], 0),
        ):
            at = other.text.find(words) if len(words) == AROUND else -1
            if at >= 0 and name in other.clause(at + offset, at + offset):
                return True
        return False

    def lawful(self, context: Context, start: int, end: int, other: Context) -> bool:
        """Whether this plan has a reason to contain a name that fits `other`, which shares the passage."""
        own_stems = [name.removesuffix(name[-1]) if len(name) > 2 else name for name in context.places]
        return context.has_partner(start, end) or any(
            self.names_there(context, start, end, other, name) for name in own_stems
        )
