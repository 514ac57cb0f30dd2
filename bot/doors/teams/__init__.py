"""The Teams door: activities in, Adaptive Cards out. Imported only where Teams is configured: its SDK is large."""
