"""What each mail says: one class a kind, as data for the composer.  Pure.

A new kind is a class in one of these files, its templates in `templates/mail/ja` and
`en`, and a golden of each; then a decision sends it.
"""
