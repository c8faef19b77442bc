"""The values of the domain: case, guarantee, submission, change, events and effects.

Frozen values and their transitions; no rule and no mail.  Pure.
"""
