"""What every listener shares.

`full_listener` ends the idlest connection when there is no room, `addresses` says whose
an IP address is. Imports no other room.
"""
