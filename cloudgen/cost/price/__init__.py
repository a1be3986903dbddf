"""Prices, billing rules and the engine that makes a bill."""
