"""What a person of the office sees and does, as functions over store, office and desk.

`clerk` opens the desk for one person; `actions`, `approval`, `tasks` and `bank_import`
are what they do, each an event.  `board`, `mail_log`, the pages and explanations are
what they see: values, and `section`s of them for any surface.  No Typst, signer, worker
or terminal: the command line and the console stand on it.
"""
