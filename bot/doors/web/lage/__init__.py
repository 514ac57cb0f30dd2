"""The council's status page, with its lists and charts."""
