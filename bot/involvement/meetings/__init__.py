"""Meetings before they are held: planned, moved, cancelled; who comes, and what people put."""
