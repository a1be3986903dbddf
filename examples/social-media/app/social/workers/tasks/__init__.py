"""Handlers of messages, a module per queue."""
