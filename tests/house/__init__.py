"""Rules for the house itself: imports, commits, settings, files."""
