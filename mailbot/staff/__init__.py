"""What people of the office see and do: the command line stands on it.

`clerk` opens store and office for one person; `actions`, `approval`, `tasks` and
`bank_import` are what they do, each an event. `board`, `mail_log`, the pages and
explanations are values, and `section`s of them for any surface. `words` names every
code. No Typst, signer, worker or terminal. The console in the browser is not built yet:
it will be `web/console/`, over this room. May import `assets`, `composer`,
`configuration`, `core`, `errors`, `intake`, `parsers` and `store`.
"""
