"""Checks the workbook and the Parquet files of a run against its CSV files, with other people's readers.

usage: tables.py RESULTS openpyxl|calc|pandas|duckdb
"""

import csv
import datetime
import os
import subprocess
import sys
import tempfile
import warnings

csv.field_size_limit(1 << 30)
warnings.simplefilter("ignore")

# Sheet, CSV file.
SHEETS = [
    ("Counts", "counts.csv"),
    ("Matrix", "matrix.csv"),
    ("Tags", "tags.csv"),
    ("Co-occurrence", "cooccurrence.csv"),
    ("Saturation", "saturation.csv"),
    ("Reports", "documents.csv"),
    ("Failures", "failures.csv"),
]


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(text):
    """The text without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "\t", "\r") else text


def same(text, value):
    """Whether a cell of a CSV file and a value read elsewhere are the same figure or text."""
    if value is None:
        return text == ""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d") == text
    if isinstance(value, bool):
        return False
    if isinstance(value, (int, float)):
        try:
            return float(text) == float(value)
        except ValueError:
            return False
    return plain(text) == value


def compare(what, expected, found):
    assert len(expected) == len(found), f"{what}: {len(expected)} rows in CSV, {len(found)} here"
    cells = 0
    for number, (left, right) in enumerate(zip(expected, found), 1):
        assert set(left) == set(right), f"{what}: columns differ: {set(left) ^ set(right)}"
        for name, text in left.items():
            assert same(text, right[name]), f"{what} row {number} {name}: {text!r} and {right[name]!r}"
            cells += 1
    return cells


def sheet_rows(sheet):
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(head, row)) for row in rows]


def check_workbook(path, results):
    import openpyxl

    book = openpyxl.load_workbook(path)
    cells = 0
    for name, file in SHEETS:
        cells += compare(name, rows_of(os.path.join(results, file)), sheet_rows(book[name]))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", f"{sheet.title}!{cell.coordinate} is a formula"
    counts = {row["issue"]: row for row in rows_of(os.path.join(results, "counts.csv"))}
    documents = rows_of(os.path.join(results, "documents.csv"))
    matrix = {row["document"]: row for row in rows_of(os.path.join(results, "matrix.csv"))}
    for by in ("year", "area"):
        if f"By {by}" in book.sheetnames:
            cells += check_crossed(book[f"By {by}"], by, counts, documents, matrix)
    return cells


def check_crossed(sheet, by, counts, documents, matrix):
    """Adds n, N and % up from matrix.csv and documents.csv anew."""
    cells = 0
    for column in range(4, sheet.max_column + 1, 2):
        group = sheet.cell(1, column).value
        inside = [row["document"] for row in documents
                  if group == "All reports" or (plain(row[by]) or "unknown") == str(group)]
        assert inside, f"{sheet.title}: nobody is in {group}"
        assert sheet.cell(2, column + 1).value == len(inside), f"{sheet.title}: N of {group}"
        for line in range(4, sheet.max_row + 1):
            issue = sheet.cell(line, 1).value
            assert issue in counts
            n = sum(int(matrix[document][issue]) for document in inside)
            assert sheet.cell(line, column).value == n, f"{sheet.title}: {issue} in {group}"
            assert abs(sheet.cell(line, column + 1).value - n / len(inside)) < 1e-4
            cells += 2
    assert sheet.max_row == 3 + len(counts)
    return cells


def check_calc(results):
    """LibreOffice opens the workbook, calculates and saves it; the figures are still those of the CSV."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder,
             os.path.join(results, "results.xlsx")],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180)
        return check_workbook(os.path.join(folder, "results.xlsx"), results)


def check_parquet(results, read):
    cells = 0
    for name in ("tags", "documents", "counts"):
        found = read(os.path.join(results, f"{name}.parquet"))
        cells += compare(f"{name}.parquet", rows_of(os.path.join(results, f"{name}.csv")), found)
    return cells


def by_pandas(path):
    import pandas

    table = pandas.read_parquet(path, dtype_backend="pyarrow")
    kinds = {name: str(kind) for name, kind in table.dtypes.items()}
    for name in ("page", "start", "words", "bytes", "reports", "passages"):
        assert kinds.get(name, "int64[pyarrow]") == "int64[pyarrow]", kinds
    for name in ("strength", "share", "excluded_share"):
        assert kinds.get(name, "double[pyarrow]") == "double[pyarrow]", kinds
    return [{name: None if value is pandas.NA else value for name, value in row.items()}
            for row in table.to_dict("records")]


def by_duckdb(path):
    import duckdb

    answer = duckdb.sql(f"select * from read_parquet('{path}')")
    names = answer.columns
    return [dict(zip(names, row)) for row in answer.fetchall()]


def main(results, how):
    if how == "openpyxl":
        cells = check_workbook(os.path.join(results, "results.xlsx"), results)
    elif how == "calc":
        cells = check_calc(results)
    elif how == "pandas":
        cells = check_parquet(results, by_pandas)
    else:
        cells = check_parquet(results, by_duckdb)
    print(f"{how}: {cells} cells are the same")


if __name__ == "__main__":
    main(*sys.argv[1:])
