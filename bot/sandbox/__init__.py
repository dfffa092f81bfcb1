"""A Bot API server on loopback and its phones, for the demo, the tests and load."""
