"""What the bot says by itself: rules over facts, an outbox, a metronome."""
