"""Rolls: what the registers of members, education, dues, receptions and floating members share, page and API alike."""
