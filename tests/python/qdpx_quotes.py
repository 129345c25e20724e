"""Whether text[start:end] is the expected quote for every selection of a project.

usage: qdpx_quotes.py PROJECT.qdpx QUOTES.json      {"GUID of the selection": "quote"}
"""
import json
import sys
import xml.etree.ElementTree as etree
import zipfile

NS = "{urn:QDA-XML:project:1.0}"

with open(sys.argv[2], encoding="utf-8") as file:
    expected = json.load(file)
seen = 0
with zipfile.ZipFile(sys.argv[1]) as archive:
    root = etree.fromstring(archive.read("project.qde"))
    for source in root.iter(NS + "TextSource"):
        name = source.get("plainTextPath").removeprefix("internal://")
        text = archive.read("sources/" + name).decode("utf-8")
        for selection in source.iter(NS + "PlainTextSelection"):
            start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
            quote = expected[selection.get("guid")]
            if text[start:end] != quote:
                sys.exit(f"{source.get('name')} {start}..{end}: {text[start:end]!r}, not {quote!r}")
            seen += 1
if seen != len(expected):
    sys.exit(f"{seen} selections, not {len(expected)}")
print(seen, "selections agree")
