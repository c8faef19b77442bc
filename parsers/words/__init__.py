"""Words as data: labels of the form, synonyms, phrases, English, set phrases.

Look-up and folding only; nothing here reads a mail.  Pure.
"""
