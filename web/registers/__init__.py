"""Registers 台账: what a page and the JSON API tell alike, gathered from the views; one module a register.

Here numbers are laid side by side and named; what they come to is said by the views and by `domain`.
"""
