"""Inbox, turns, outbox and pacing: what comes in is kept, what goes out is sent once."""
