"""`mailbot demo` and `mailbot chat`: the desk on one machine, with people who write."""
