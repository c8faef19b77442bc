"""Measurements: ratios in one run on one machine, never tests that fail on time."""
