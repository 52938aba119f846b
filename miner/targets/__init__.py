"""Targets: numerals, units, quantities, and what they commit to."""
