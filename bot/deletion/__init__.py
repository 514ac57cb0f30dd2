"""Carries out a deletion: in the database, then in the store of files, then its protocol."""
