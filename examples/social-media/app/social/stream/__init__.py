"""Realtime: server-sent events and WebSockets."""
