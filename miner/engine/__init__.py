"""General machinery: declared tables, Arrow, temporary files, caches and worker processes.

Nothing in this package knows what a plan is.
"""
