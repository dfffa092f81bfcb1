"""Channels by which people are reached, one folder each."""
