"""The rooms of the program, each on its own; databases are real."""
