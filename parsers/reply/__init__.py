"""PURE. Replies: what the sender wrote, apart from what is quoted.

`quoting`, `attribution`, `signature` and `unquoted_own_mail` find the borders;
`bare_answers`, `inline_answers` and `spoken_answers` read answers without labels. May
import `commands`, `fold`, `form`, `layout`, `message`, `prose`, `reading` and `words`.
"""
