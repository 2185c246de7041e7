"""The tables that a run against the newest releases ends with."""

from importlib.metadata import PackageNotFoundError, version


class Table:
    """Lines of cells under fixed columns, one line a comparison."""

    def __init__(self, *columns: str) -> None:
        self.columns = columns
        self.lines: list[tuple[str, ...]] = []

    def add(self, *cells: object) -> None:
        assert len(cells) == len(self.columns)
        self.lines.append(tuple(str(cell) for cell in cells))

    def text(self) -> str:
        lines = [self.columns, *self.lines]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.columns))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines
        )


class FamilyTable:
    """Family by family how each edit ended, for README.md."""

    COLUMNS = ("even", "odd", "expand", "mergekit")
    BEGIN, END = "<!-- families: begin -->", "<!-- families: end -->"

    def __init__(self) -> None:
        self.cells: dict[str, dict[str, str]] = {}

    def say(self, family: str, column: str, outcome: str) -> None:
        assert column in self.COLUMNS
        self.cells.setdefault(family, {})[column] = outcome

    def is_complete(self, families: int) -> bool:
        """Every column of every family: a comparison that fails says nothing."""
        full = [cells for cells in self.cells.values() if len(cells) == len(self.COLUMNS)]
        return len(full) == families

    def into(self, text: str) -> str:
        """The text with the table between its marks."""
        lines = [f"With {releases()}.", "", "| family | " + " | ".join(self.COLUMNS) + " |"]
        lines += ["|---" * (len(self.COLUMNS) + 1) + "|"]
        for family, cells in self.cells.items():
            lines.append(f"| {family} | " + " | ".join(cells[column] for column in self.COLUMNS) + " |")
        before, _, rest = text.partition(self.BEGIN)
        after = rest.partition(self.END)[2]
        return before + self.BEGIN + "\n" + "\n".join(lines) + "\n" + self.END + after


def releases() -> str:
    """What was compared with."""
    return ", ".join(f"{name} {installed(name)}" for name in ("torch", "transformers", "mergekit"))


def installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"
