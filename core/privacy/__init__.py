"""The personal data the bot holds: what, whose, why, how long; `docs/privacy.md` is made from it."""
