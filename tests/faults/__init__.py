"""Faults injected on purpose, each with what must hold all the same."""
