"""Kills, restarts, duplicates and refusals in the middle of a story."""
