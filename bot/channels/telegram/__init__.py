"""Telegram: receive updates, render screens, send messages."""
