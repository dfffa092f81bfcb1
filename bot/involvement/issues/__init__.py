"""Issues and ideas that members raise: what happens to them, and who sees what of them.

Each is a loop with the same number from the first word on, so that what comes of it is decided,
promised and told as for a consultation.
"""
