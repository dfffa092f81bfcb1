"""What is said: pure conversations, with no clock, database or channel."""
