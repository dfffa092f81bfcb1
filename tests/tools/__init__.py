"""Tools for those who write Heard."""
