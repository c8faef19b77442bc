"""The form that a mail fills in: finds become fields, with evidence and conflicts.

`collector` gathers what every layout found; `field_values` gives each its type.  Pure.
"""
