"""Rules that need data, each on its own."""
