"""Use cases: what people, moderators and workers do."""
