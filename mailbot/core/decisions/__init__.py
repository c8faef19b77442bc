"""PURE. What each event leads to, one subject a file.

`routing` finds the case of a mail, `mail` who writes; `application`, `change`, `issue`,
`premium_received`, `submission` and `staff` decide on theirs; `next_reply` asks or
reads back; `reminders` and `timers` answer silence. Nothing here is sent or stored. May
import `mails`, `model`, `office`, `parsers` and `rules`.
"""
