"""Lets QualCoder's own importer read a project, and prints what stands in its database as JSON.

usage: qualcoder_import.py FOLDER_OF_QUALCODER PROJECT.qdpx

FOLDER_OF_QUALCODER is a checkout of https://github.com/ccbogel/QualCoder, or any folder with the package `qualcoder`
below it. Only windows are replaced by stand-ins; parsing, database statements and table definitions are QualCoder's.
"""
import ast
import io
import json
import shutil
import sqlite3
import sys
import tempfile
import types
from contextlib import redirect_stdout
from pathlib import Path
from unittest.mock import MagicMock

package = next(Path(sys.argv[1]).rglob("qualcoder/refi.py")).parent
sys.path.insert(0, str(package.parent))
for name in ["PyQt6", "PyQt6.QtWidgets", "PyQt6.QtCore", "PyQt6.QtGui", "qualcoder.helpers", "vlc"]:
    sys.modules[name] = MagicMock()
for path in (package / "GUI").glob("*.py"):
    sys.modules["qualcoder.GUI." + path.stem] = MagicMock()
from qualcoder import refi  # noqa: E402


def table_definitions():
    """The first CREATE TABLE of each table in the program: those of a new project."""
    tables = {}
    for node in ast.walk(ast.parse((package / "__main__.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value.split()
            if words[:2] == ["CREATE", "TABLE"] and words[2] != "IF":
                tables.setdefault(words[2].split("(")[0], (node.lineno, node.value))
    return [statement for _, statement in sorted(tables.values())]


with tempfile.TemporaryDirectory() as folder:
    copy = Path(folder) / "in.qdpx"
    shutil.copyfile(sys.argv[2], copy)
    project = Path(folder) / "out.qda"
    for part in ["documents", "images", "audio", "video"]:
        (project / part).mkdir(parents=True)
    conn = sqlite3.connect(project / "data.qda")
    for statement in table_definitions():
        conn.execute(statement)
    app = types.SimpleNamespace(
        conn=conn,
        settings={"directory": folder, "codername": "default", "ai_enable": "False", "fontsize": 10},
        project_path=str(project),
        ai_models=[],
        write_config_ini=lambda *_: None,
        project_events=None,
    )
    refi.QtWidgets.QFileDialog.getOpenFileName.return_value = (str(copy), True)
    said = []
    log = types.SimpleNamespace(append=said.append)
    with redirect_stdout(io.StringIO()):
        refi.RefiImport(app, log, "qdpx")

    def rows(statement):
        cursor = conn.execute(statement)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor]

    found = {
        "sources": rows("select id, name, fulltext as text from source"),
        "codes": rows("select cid, name, catid, supercid from code_name"),
        "categories": rows("select catid, name from code_cat"),
        "codings": rows(
            "select source.name as source, code_name.name as code, seltext as quote, pos0, pos1,"
            " code_text.owner as coder, code_text.memo as memo"
            " from code_text join source on source.id = fid join code_name on code_name.cid = code_text.cid"
        ),
        "orphans": rows("select ctid from code_text where cid is null or fid is null"),
        "annotations": rows("select anid from annotation"),
        "attributes": rows("select name, value, id from attribute"),
        "documents": sorted(path.name for path in (project / "documents").iterdir()),
        "log": said,
    }
    conn.close()
print(json.dumps(found, ensure_ascii=False))
