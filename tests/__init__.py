"""Everything that shows that Heard keeps its promises."""
