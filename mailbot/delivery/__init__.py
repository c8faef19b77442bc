"""Final bytes to their recipients: by smarthost or into Maildirs, phase by phase.

Safe mode and retries stand before the transport; nothing is sent twice blindly.
"""
