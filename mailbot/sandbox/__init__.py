"""Strangers' octets are read in a confined child process.

`sandbox` starts and limits it, `child` is it, `safe_pickle` takes its answers.
"""
