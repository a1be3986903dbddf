"""Realtime between parts of a process, or between processes."""
