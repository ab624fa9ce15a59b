"""Comparing 对比: the same question at two moments, side by side: what appeared, went, changed, and by which entry."""
