"""The ticker and its jobs: due rows in, outbox rows out."""
