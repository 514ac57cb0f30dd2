"""How the bot reaches people and runs: doors, storage, settings, wiring, command line."""
