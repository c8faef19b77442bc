"""Commands (はい, 取消, 状況, 照会 …) and the intent of a whole mail.

`commands` reads the lines, `intent` decides between all that was found.  Pure.
"""
