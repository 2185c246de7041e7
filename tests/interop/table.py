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


def releases() -> str:
    """What was compared with."""
    return ", ".join(f"{name} {installed(name)}" for name in ("torch", "transformers", "mergekit"))


def installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"
