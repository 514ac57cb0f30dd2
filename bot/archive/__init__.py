"""Packages for the archive: E-ARK SIP, which is FGS Paketstruktur 2.0 too."""
