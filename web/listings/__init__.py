"""Listings: which columns each list, board and register has as an Excel file."""
