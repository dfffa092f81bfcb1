"""What is said: no database, no channel, no async."""
