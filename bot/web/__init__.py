"""The small web server of `heard run`: health, figures, and what channels call."""
