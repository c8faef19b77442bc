"""Layouts: each finds labelled values in one kind of writing, and leaves the rest."""
