"""The public register of accounts: pages, data, and files."""
