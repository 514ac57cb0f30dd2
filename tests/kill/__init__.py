"""Kills replicas while they write to people, and counts what each person got: `python -m tests.kill [KILLS]`."""
