"""A pack as a table: one row a question, in a CSV file or on the first sheet of an XLSX workbook.

Consecutive rows of the same problem belong together, and a row without one belongs to the problem
above. What has a language has a column for each: `question_en`, `question_zh-Hans`.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2s
from pathlib import Path
from typing import Any

from question_bank.kinds import LANGUAGES, SPIN, Kind
from question_bank.written import Fault, Placed, Unreadable

ROWS = 5000
_TOLD = {
    name: tuple(f"{name}_{each}" for each in LANGUAGES)
    for name in ("problem", "question", "difficulty")
}
NEEDED = ("industries", "kind", *_TOLD["problem"], *_TOLD["question"])
COLUMNS = (*NEEDED, "solved_by", "worse", *_TOLD["difficulty"])
_KINDS = {each.value: each for each in SPIN} | {each.value[0]: each for each in SPIN}
_YES = {"yes", "y", "true", "1", "x", "!", "是"}
_NO = {"", "no", "n", "false", "0", "否"}

Row = dict[str, Placed]
Found = Callable[[Fault], None]


def read_csv(text: str, found: Found) -> Placed:
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)

    def numbered() -> Iterator[tuple[int, Sequence[str]]]:
        line = 1
        try:
            for row in rows:
                yield line, row
                line = rows.line_num + 1
        except csv.Error:
            raise Unreadable(Fault(line, "", "not_csv")) from None

    return _pack(numbered(), found)


def read_xlsx(path: Path, found: Found) -> Placed:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a workbook says of its own size need not be true
        cells = sheet.iter_rows(max_row=ROWS + 2, max_col=len(COLUMNS) + 20, values_only=True)
        rows = [[_written(cell) for cell in row] for row in cells]
        book.close()
    except Exception:  # of a broken workbook it raises whatever it stumbled over
        raise Unreadable(Fault(1, "", "not_xlsx")) from None
    return _pack(enumerate(rows, 1), found)


def _written(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _pack(lines: Iterable[tuple[int, Sequence[str]]], found: Found) -> Placed:
    rows = iter(lines)
    _, heading = next(rows, (1, ()))
    columns = [name.strip().casefold().replace(" ", "_") for name in heading]
    known = {name.casefold(): name for name in COLUMNS}
    missing = [name for name in NEEDED if name.casefold() not in columns]
    if missing:
        raise Unreadable(Fault(1, "", "no_columns", {"columns": missing}))
    for name in filter(None, columns):
        if name not in known:
            found(Fault(1, name, "unknown_key", {"known": COLUMNS}))
    problems: dict[str, _Problem] = {}
    current: _Problem | None = None
    for line, cells in rows:
        row = {name: Placed("", line, name) for name in COLUMNS}
        for column, cell in zip(columns, cells, strict=False):
            if column in known:
                row[known[column]] = Placed(cell.strip(), line, known[column])
        if not any(part.value for part in row.values()):
            continue
        if any(row[column].value for column in _TOLD["problem"]) or current is None:
            told = _texts(row, "problem")
            current = problems.setdefault(told.value[LANGUAGES[0]].value, _Problem(told))
        current.take(row, found)
        if line > ROWS:
            raise Unreadable(Fault(line, "", "too_many", {"most": ROWS}))
    parts = [problem.placed() for problem in problems.values()]
    return Placed({"problems": Placed(parts, 1, "problem")}, 1, "")


class _Problem:
    def __init__(self, told: Placed) -> None:
        self._told = told
        self._lists: dict[str, dict[str, Placed]] = {"industries": {}, "solved_by": {}}
        self._questions: dict[str, list[Placed]] = {
            "situation": [],
            "problem": [],
            "difficulties": [],
            "need_payoff": [],
        }

    def take(self, row: Row, found: Found) -> None:
        for name, listed in self._lists.items():
            cell = row[name]
            for word in cell.value.replace(";", ",").replace("、", ",").split(","):
                if word.strip():
                    listed.setdefault(word.strip(), Placed(word.strip(), cell.line, name))
        kind = _KINDS.get(row["kind"].value.casefold().replace("-", "_").replace(" ", "_"))
        if kind is None:
            found(row["kind"].wrong("unknown_kind", known=[each.value for each in SPIN]))
            return
        if kind != Kind.IMPLICATION:
            self._questions[kind.value].append(_texts(row, "question"))
            return
        line = row["kind"].line
        said = {
            "text": _texts(row, "difficulty"),
            "worse": _yes_no(row["worse"]),
            "implication": _texts(row, "question"),
        }
        self._questions["difficulties"].append(Placed(said, line, "difficulty"))

    def placed(self) -> Placed:
        line = self._told.line
        first = self._told.value[LANGUAGES[0]].value
        # Named by its words, so that a row moved or added leaves what is remembered of it alone.
        name = "p_" + blake2s(first.encode("utf-8", "replace"), digest_size=8).hexdigest()
        parts = {"id": Placed(name, line, "problem"), "text": self._told}
        for column, listed in self._lists.items():
            parts[column] = Placed(list(listed.values()), line, column)
        for kind, questions in self._questions.items():
            parts[kind] = Placed(questions, line, "kind")
        return Placed(parts, line, "problem")


def _texts(row: Row, name: str) -> Placed:
    texts = {each: row[f"{name}_{each}"] for each in LANGUAGES}
    return Placed(texts, row["kind"].line, name)


def _yes_no(cell: Placed) -> Placed:
    said = cell.value.casefold()
    value = said in _YES if said in _YES | _NO else cell.value
    return Placed(value, cell.line, cell.key)
