"""The demo in the browser: a chat-like page in which one acts as anybody, and moves the clock."""
