"""Attached files: what is in them, within budgets (octets, cells, members, depth).

Each kind of file has a module; `open_files` chooses, `safe_copy` measures before a
library may open anything.  Pure: everything happens in memory.
"""
