"""Containers: files that may hold an application, opened within budgets.

Each kind of file gives a grid of cells, lines of text, or typed entries; what they mean
is found by the same labels as in a letter.  Nothing is run, fetched or guessed.
"""
