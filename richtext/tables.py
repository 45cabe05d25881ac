"""Tables in which every row has the same number of columns, as the editor and the standard ask."""

from bisect import bisect_left

from richtext.tree import Element

# Cells; a larger table is left as it came rather than filled up.
LARGEST = 10_000


def rectangular(rows: list[list[Element]]) -> list[list[Element]]:
    """Return the cells of each row with spans that fit, and empty cells where some were missing.

    The slots are counted as in https://html.spec.whatwg.org/multipage/tables.html#forming-a-table.
    """
    spans = _place(rows)
    starts = sorted({column for column, _, _ in spans.values()})
    place = {column: number for number, column in enumerate(starts)}
    taken = set()
    for number, row in enumerate(rows):
        for cell in row:
            column, width, height = spans[id(cell)]
            # A column in which no cell begins shows nothing: it is cut out of those that cover it.
            first = place[column]
            width = bisect_left(starts, column + width) - first
            cell.attrs = _attrs(width, height)
            taken |= {(number + y, first + x) for y in range(height) for x in range(width)}
    if len(starts) * len(rows) > LARGEST:
        return rows
    return [
        row + [Element("td") for column in range(len(starts)) if (number, column) not in taken]
        for number, row in enumerate(rows)
    ]


def _place(rows: list[list[Element]]) -> dict[int, tuple[int, int, int]]:
    """Return the column in which each cell begins, its width and its height, by the cell's id()."""
    spans = {}
    open_until: dict[int, int] = {}  # the row at which a column is free again
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while open_until.get(column, 0) > number:
                column += 1
            height = min(_span(cell, "rowspan"), len(rows) - number)
            width = 1
            while width < _span(cell, "colspan") and open_until.get(column + width, 0) <= number:
                width += 1
            open_until |= dict.fromkeys(range(column, column + width), number + height)
            spans[id(cell)] = column, width, height
            column += width
    return spans


def _span(cell: Element, name: str) -> int:
    text = cell.attrs.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 4 and int(text) else 1


def _attrs(width: int, height: int) -> dict[str, str]:
    spans = {"colspan": width, "rowspan": height}
    return {name: str(span) for name, span in spans.items() if span > 1}
