"""Sheets: Excel out of every list, and Excel in by templates."""
