"""Digests: minutes come in and are read, a digest is made of them, and those who want it get it."""
