"""What a worker does with the effects of a decision, one job at a time.

`worker` claims jobs; `compose_mail`, `deliver_mail` and `issue_guarantee` do them. May
import `composer`, `core`, `delivery`, `documents`, `errors`, `parsers`, `registry`,
`security` and `store`.
"""
