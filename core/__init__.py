"""What is true: records, policy, working time, words. No chat, no network, no clock of its own."""
