"""PURE. Attached files, in memory and within budgets (octets, cells, depth).

`attachments` says what each is to the case, `open_files` opens by `file_types`;
`members` are files in files. Each format has its file (`workbook`, `docx`, `pdf`,
`rtf`, `zipfile`, `tnef` …); `safe_copy` measures before a library may open anything.
May import `fold`, `form`, `layout`, `message`, `reading`, `values` and `words`.
"""
