"""Properties are tried with the same examples on every run, and without a clock."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
