"""Whole stories, told through the sandbox."""
