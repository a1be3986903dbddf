"""Benchmarks; each prints what the machine can do beside its figures."""
