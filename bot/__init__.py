"""The running program around the conversations."""

__version__ = "0.1.0"
