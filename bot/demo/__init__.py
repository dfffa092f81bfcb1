"""The demo: the program and the sandbox together, with a sample network and a story."""
