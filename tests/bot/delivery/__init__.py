"""Tests of delivery: turns, the inbox, the outbox, pacing."""
