"""Mail that no person wrote: `classify` tells its kind, `bounces` reads its reports.

Pure; recognised before anything is answered (RFC 3834, RFC 3464).
"""
