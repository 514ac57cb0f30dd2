"""Doors to people: each converts its platform to a Request and a Card to its platform, and decides nothing."""
