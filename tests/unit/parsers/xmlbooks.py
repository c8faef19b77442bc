"""Workbooks in the XML of Excel 2003 for tests."""

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def book(rows: str, before: str = "", after: str = "", coding: str = "utf-8") -> bytes:
    """Write a workbook in the XML of 2003."""
    return (
        f'<?xml version="1.0" encoding="{coding}"?>'
        '<?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel"><Worksheet ss:Name="申込書">'
        f"<Table>{before}{rows}</Table>{after}</Worksheet></Workbook>"
    ).encode(coding)


def cell(text: str, look: str = "", kind: str = "String") -> str:
    """Write a cell."""
    return f'<Cell {look}><Data ss:Type="{kind}">{text}</Data></Cell>'


def row(*cells: str, look: str = "") -> str:
    """Write a row; a text alone is a plain cell."""
    made = (each if each.startswith("<") else cell(each) for each in cells)
    return f"<Row {look}>{''.join(made)}</Row>"
