"""Other people's test suites and clients, run unmodified as outside programs against the real command."""
