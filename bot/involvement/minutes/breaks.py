"""The mark between what stands in one cell of a table."""

BREAK = "\u2028"
"""Stands between the paragraphs of one table cell, which are on one line of ours."""
