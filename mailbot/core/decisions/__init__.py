"""Decisions: (case, event, now, rules) to (case, effects), one subject a file.

`routing` finds the case of a mail, `mail` decides who speaks, `conversation` answers.
Pure; nothing here is sent or stored.
"""
