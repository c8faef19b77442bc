"""`mailbot demo` and `mailbot chat`: a whole installation on one machine.

`local_desk` is that installation, `mail_actors` and `browser` are contractor and
obligee, `screen`, `captions` and `pace` show what they do.
"""
