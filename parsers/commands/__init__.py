"""PURE. Commands (はい, 取消, 状況, 照会 …) and what a whole mail wants.

`commands` reads them in lines, `requests` in sentences, `intent` chooses between them.
May import `fold`, `layout`, `message`, `prose`, `reading`, `values` and `words`.
"""
