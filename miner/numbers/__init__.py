"""Numbers: numerals, units, comparators and vetoes; what a figure says, before what a plan means by it."""
