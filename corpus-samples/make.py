#!/usr/bin/env python3
"""Rebuild every sample report, and catalogue.csv, from the texts in sources/.

    python3 make.py            all reports
    python3 make.py NAME ...   only the sources whose name contains NAME

Needs: Python 3.9+, LibreOffice Writer (soffice), poppler-utils (pdftotext) and the Python package typst.

A source file is a list of 'key: value' lines, a line '---', and the report, one block a line:

    [cover] ... [/cover]      cover page; 'board:' and 'title:' lines, every other line as it stands
    [contents 2]              contents list of headings down to level 2, with page numbers
    # Heading   ## ...  ###   headings
    4.12 Text                 numbered paragraph (the number is text)
    Text                      plain paragraph; **bold**, *italic*, ^[footnote]
    - Text   (a) Text         list items
    > Text   >> Name          quotation, and the attribution line below it
    [table 20 80]  | a | b |  table with column widths in per cent; the first row is the heading row
    [box Title] ... [/box]    shaded box
    [break]                   new page
    [landscape] ... [portrait]  wide pages (DOCX, ODT and LibreOffice PDF only)

Straight quotes are turned into curly ones unless the source says 'quotes: straight'; ' -- ' becomes a dash.
'make:' names the route, 'out:' the file (several, separated by commas, for the report that exists in five formats).
"""
import csv, html, os, re, shutil, subprocess, sys, tempfile, textwrap, zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIELDS = "file title review_type area body year incident_year child_age_band harm_type".split()

# ---------------------------------------------------------------- reading a source


def smart(s):
    s = re.sub(r"(^|[\s(\[\u2013*])'", "\\1\u2018", s).replace("'", "\u2019")
    s = re.sub(r'(^|[\s(\[\u2013*])"', "\\1\u201c", s).replace('"', "\u201d")
    return s.replace(" -- ", " \u2013 ")


def parse(path):
    head, body = path.read_text(encoding="utf-8").split("\n---\n", 1)
    meta = dict(l.split(": ", 1) for l in head.splitlines() if l.strip())
    if meta.get("quotes") != "straight":
        body = smart(body)
        for k in ("head", "foot"):
            meta[k] = smart(meta.get(k, ""))
    lines = [l.strip() for l in body.splitlines() if l.strip()]
    return meta, blocks(iter(lines))


def blocks(lines, end=None):
    out, widths = [], None
    for l in lines:
        if l == end:
            break
        m = re.match(r"\[(\w+)\s*(.*)\]$", l)
        if m and m[1] == "cover":
            cover = []
            for c in lines:
                if c == "[/cover]":
                    break
                k = re.match(r"(board|title): (.*)", c)
                cover.append((k[1], k[2]) if k else ("line", c))
            out.append(("cover", cover))
        elif m and m[1] == "contents":
            out.append(("contents", int(m[2] or 2)))
        elif m and m[1] == "box":
            out.append(("box", m[2], blocks(lines, "[/box]")))
        elif m and m[1] == "table":
            widths = [int(w) for w in m[2].split()]
        elif m and m[1] in ("break", "landscape", "portrait"):
            out.append((m[1],))
        elif l.startswith("#"):
            n = len(l) - len(l.lstrip("#"))
            out.append(("h", n, l[n:].strip()))
        elif l.startswith("|"):
            row = [c.strip() for c in l.strip("|").split("|")]
            if out and out[-1][0] == "table" and widths is None:
                out[-1][2].append(row)
            else:
                out.append(("table", widths or [100 // len(row)] * len(row), [row]))
                widths = None
        elif l.startswith(">>"):
            out.append(("attr", l[2:].strip()))
        elif l.startswith(">"):
            out.append(("quote", l[1:].strip()))
        elif l.startswith("- "):
            out.append(("li", l[2:]))
        elif re.match(r"\d+(\.\d+)+\.?\s", l):
            out.append(("num", *l.split(None, 1)))
        elif re.match(r"(\([a-z]+\)|\d+\.)\s", l):
            out.append(("oli", *l.split(None, 1)))
        else:
            out.append(("p", l))
    return out


INLINE = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*|\^\[(.+?)\]")


def inline(s):
    """[(kind, text)] with kind '', 'b', 'i' or 'note'."""
    out, at = [], 0
    for m in INLINE.finditer(s):
        out.append(("", s[at:m.start()]))
        out.append(next((k, t) for k, t in zip(("b", "i", "note"), m.groups()) if t))
        at = m.end()
    out.append(("", s[at:]))
    return [(k, t) for k, t in out if t]


def headings(bl, depth):
    return [b for b in bl if b[0] == "h" and b[1] <= depth and b[2] != "Contents"]


# ---------------------------------------------------------------- DOCX

NS = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
      'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"')
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
esc = html.escape


def style(sid, name, ppr="", rpr="", based="Normal", kind="paragraph"):
    b = f'<w:basedOn w:val="{based}"/>' if based and kind == "paragraph" else ""
    return (f'<w:style w:type="{kind}" w:styleId="{sid}"{" w:default=" + chr(34) + "1" + chr(34) if sid == "Normal" else ""}>'
            f'<w:name w:val="{name}"/>{b}<w:qFormat/><w:pPr>{ppr}</w:pPr><w:rPr>{rpr}</w:rPr></w:style>')


class Docx:
    def __init__(self, meta, bl, pages):
        self.m, self.bl, self.pages = meta, bl, pages
        self.auto = meta.get("auto") == "yes"
        self.notes, self.body = [], []
        self.width = 9070

    def runs(self, s, rpr=""):
        out = []
        for k, t in inline(s):
            if k == "note":
                self.notes.append(t)
                out.append('<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
                           f'<w:footnoteReference w:id="{len(self.notes)}"/></w:r>')
            else:
                p = rpr + {"b": "<w:b/>", "i": "<w:i/>"}.get(k, "")
                out.append(f'<w:r><w:rPr>{p}</w:rPr><w:t xml:space="preserve">{esc(t, False)}</w:t></w:r>')
        return "".join(out)

    def para(self, sty, inner, ppr=""):
        return f'<w:p><w:pPr><w:pStyle w:val="{sty}"/>{ppr}</w:pPr>{inner}</w:p>'

    def sect(self, wide=False, last=False):
        a, b = ("16838", "11906") if wide else ("11906", "16838")
        o = ' w:orient="landscape"' if wide else ""
        first = "<w:titlePg/>" if self.first else ""
        self.first = False
        return ('<w:sectPr><w:headerReference w:type="default" r:id="rId10"/>'
                '<w:footerReference w:type="default" r:id="rId11"/>'
                f'<w:type w:val="nextPage"/><w:pgSz w:w="{a}" w:h="{b}"{o}/>'
                '<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/>'
                f'{first}</w:sectPr>')

    def table(self, widths, rows, box=False):
        tot = sum(widths)
        ws = [self.width * w // tot for w in widths]
        o = ['<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
             f'<w:tblW w:w="{sum(ws)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>',
             "".join(f'<w:gridCol w:w="{w}"/>' for w in ws), "</w:tblGrid>"]
        for i, row in enumerate(rows):
            hd = i == 0 and not box
            o.append("<w:tr>" + ("<w:trPr><w:tblHeader/></w:trPr>" if hd else "<w:trPr><w:cantSplit/></w:trPr>"))
            for w, c in zip(ws, row):
                shade = '<w:shd w:val="clear" w:color="auto" w:fill="D9E2EC"/>' if hd or box else ""
                cell = c if box else self.para("TableText", self.runs(c, "<w:b/>" if hd else ""))
                o.append(f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/>{shade}</w:tcPr>{cell}</w:tc>')
            o.append("</w:tr>")
        return "".join(o) + "</w:tbl>" + self.para("Normal", "")

    def block(self, b):
        k = b[0]
        if k == "cover":
            o = []
            for kind, t in b[1]:
                sty = {"board": "Board", "title": "Title", "line": "CoverLine"}[kind]
                o.append(self.para(sty, self.runs(t)))
            return "".join(o) + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        if k == "contents":
            hs = headings(self.bl, b[1])
            o = [self.para("TOCHeading", self.runs("Contents"))]
            for i, h in enumerate(hs):
                fld = ""
                if i == 0:
                    fld = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> '
                           f'TOC \\o "1-{b[1]}" \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>')
                end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if i == len(hs) - 1 else ""
                o.append(self.para(f"TOC{h[1]}", f"{fld}{self.runs(h[2])}<w:r><w:tab/><w:t>{self.pages[i]}</w:t></w:r>{end}"))
            return "".join(o) + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        if k == "h":
            t = b[2]
            m = re.match(r"(\d+)\.?\s+(.*)", t)
            if self.auto and b[1] == 1:
                if m:
                    self.h, self.n = self.h + 1, 0
                    assert int(m[1]) == self.h, t
                    return self.para("Heading1", self.runs(m[2]))
                return self.para("Heading1", self.runs(t), '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
            return self.para(f"Heading{b[1]}", self.runs(t))
        if k == "num":
            if self.auto:
                self.n += 1
                assert b[1] == f"{self.h}.{self.n}", b[1]
                return self.para("NumPara", self.runs(b[2]))
            return self.para("NumPara", f'<w:r><w:t>{b[1]}</w:t></w:r><w:r><w:tab/></w:r>' + self.runs(b[2]))
        if k == "oli":
            return self.para("ListPara", f'<w:r><w:t>{b[1]}</w:t></w:r><w:r><w:tab/></w:r>' + self.runs(b[2]))
        if k == "li":
            return self.para("ListBullet", self.runs(b[1]))
        if k == "p":
            return self.para("Normal", self.runs(b[1]))
        if k == "quote":
            return self.para("Quote", self.runs(b[1]))
        if k == "attr":
            return self.para("Attribution", self.runs(b[1]))
        if k == "table":
            return self.table(b[1], b[2])
        if k == "box":
            inner = (self.para("BoxTitle", self.runs(b[1])) if b[1] else "") + "".join(map(self.block, b[2]))
            return self.table([100], [[inner]], box=True)
        if k == "break":
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        if k in ("landscape", "portrait"):
            self.width = 13980 if k == "landscape" else 9070
            return f'<w:p><w:pPr>{self.sect(k == "portrait")}</w:pPr></w:p>'
        raise ValueError(k)

    def furniture(self, tag, sty, text):
        o = []
        for t in re.split(r"(\{[pn]\})", text):
            if t in ("{p}", "{n}"):
                o.append(f'<w:fldSimple w:instr=" {"PAGE" if t == "{p}" else "NUMPAGES"} "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
            elif t:
                o.append(f'<w:r><w:t xml:space="preserve">{esc(t, False)}</w:t></w:r>')
        return f'{XML}<w:{tag} {NS}>{self.para(sty, "".join(o))}</w:{tag}>'

    def write(self, path):
        self.h = self.n = 0
        self.first = self.bl[0][0] == "cover"
        font, col = self.m.get("font", "Arial"), self.m.get("colour", "1F3864")
        body = "".join(map(self.block, self.bl)) + self.sect()
        sp = '<w:spacing w:before="{}" w:after="{}"/>'.format
        ind = '<w:ind w:left="{}" w:hanging="{}"/>'.format
        anum = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="2"/></w:numPr>'.format
        auto = self.auto
        hd = f'<w:b/><w:color w:val="{col}"/>'
        styles = XML + f'<w:styles {NS}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/><w:sz w:val="22"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>' + "".join([
            style("Normal", "Normal", '<w:widowControl w:val="0"/><w:spacing w:after="140" w:line="276" w:lineRule="auto"/>', "", ""),
            style("Board", "Cover Board", sp(1200, 600), hd + '<w:sz w:val="32"/>'),
            style("Title", "Title", sp(900, 300), hd + '<w:sz w:val="52"/>'),
            style("CoverLine", "Cover Line", sp(0, 160), '<w:sz w:val="26"/>'),
            style("Heading1", "heading 1", '<w:keepNext/>' + (anum(0) if auto else "") + sp(320, 160) + '<w:outlineLvl w:val="0"/>', hd + '<w:sz w:val="30"/>'),
            style("Heading2", "heading 2", '<w:keepNext/>' + sp(220, 120) + '<w:outlineLvl w:val="1"/>', hd + '<w:sz w:val="25"/>'),
            style("Heading3", "heading 3", '<w:keepNext/>' + sp(160, 80) + '<w:outlineLvl w:val="2"/>', '<w:b/><w:i/>'),
            style("TOCHeading", "TOC Heading", sp(240, 240), hd + '<w:sz w:val="30"/>'),
            style("TOC1", "toc 1", '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9060"/></w:tabs><w:spacing w:after="90"/>'),
            style("TOC2", "toc 2", '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9060"/></w:tabs><w:spacing w:after="60"/><w:ind w:left="340"/>'),
            style("NumPara", "Numbered Paragraph", anum(1) if auto else '<w:tabs><w:tab w:val="left" w:pos="794"/></w:tabs>' + ind(794, 794)),
            style("ListPara", "List Paragraph", '<w:tabs><w:tab w:val="left" w:pos="1247"/></w:tabs>' + ind(1247, 453)),
            style("ListBullet", "List Bullet", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
            style("Quote", "Quote", sp(60, 40) + '<w:ind w:left="1134" w:right="850"/>', "<w:i/>"),
            style("Attribution", "Attribution", sp(0, 200) + '<w:ind w:left="1134" w:right="850"/><w:jc w:val="right"/>'),
            style("TableText", "Table Text", sp(40, 40), '<w:sz w:val="19"/>'),
            style("BoxTitle", "Box Title", sp(80, 80), hd),
            style("Header", "header", '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="4" w:color="808080"/></w:pBdr>', '<w:sz w:val="18"/>'),
            style("Footer", "footer", '<w:jc w:val="center"/>', '<w:sz w:val="18"/>'),
            style("FootnoteText", "footnote text", sp(0, 0), '<w:sz w:val="18"/>'),
            style("FootnoteReference", "footnote reference", "", '<w:vertAlign w:val="superscript"/>', "", "character").replace("<w:pPr></w:pPr>", ""),
            '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>' +
            "".join(f'<w:{e} w:val="single" w:sz="4" w:space="0" w:color="808080"/>' for e in ("top", "left", "bottom", "right", "insideH", "insideV")) +
            '</w:tblBorders><w:tblCellMar><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>']) + "</w:styles>"
        numbering = XML + f'''<w:numbering {NS}><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="&#8226;"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="1134" w:hanging="340"/></w:pPr></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="2"><w:multiLevelType w:val="multilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>{'<w:pStyle w:val="Heading1"/>' if auto else ''}<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="794" w:hanging="794"/></w:pPr></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>{'<w:pStyle w:val="NumPara"/>' if auto else ''}<w:lvlText w:val="%1.%2"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="794" w:hanging="794"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num></w:numbering>'''
        sep = "".join(f'<w:footnote w:type="{t}" w:id="{i}"><w:p><w:r><w:{e}/></w:r></w:p></w:footnote>'
                      for t, i, e in (("separator", -1, "separator"), ("continuationSeparator", 0, "continuationSeparator")))
        notes = XML + f"<w:footnotes {NS}>{sep}" + "".join(
            f'<w:footnote w:id="{i}">' + self.para("FootnoteText", '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
            f'<w:r><w:t xml:space="preserve"> {esc(t, False)}</w:t></w:r>') + "</w:footnote>" for i, t in enumerate(self.notes, 1)) + "</w:footnotes>"
        ct = "application/vnd.openxmlformats-officedocument.wordprocessingml."
        parts = ["styles", "numbering", "footnotes", "header1", "footer1"]
        rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
        pk = "http://schemas.openxmlformats.org/package/2006/"
        files = {
            "[Content_Types].xml": XML + f'<Types xmlns="{pk}content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{ct}document.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>' + "".join(f'<Override PartName="/word/{p}.xml" ContentType="{ct}{p.rstrip("1")}+xml"/>' for p in parts) + "</Types>",
            "_rels/.rels": XML + f'<Relationships xmlns="{pk}relationships"><Relationship Id="rId1" Type="{rel}officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="{pk}relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
            "docProps/core.xml": XML + f'<cp:coreProperties xmlns:cp="{pk}metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{esc(self.m["title"])}</dc:title><dc:creator>{esc(self.m["body"])}</dc:creator></cp:coreProperties>',
            "word/document.xml": XML + f"<w:document {NS}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": XML + f'<Relationships xmlns="{pk}relationships">' + "".join(f'<Relationship Id="rId{7 + i}" Type="{rel}{p.rstrip("1")}" Target="{p}.xml"/>' for i, p in enumerate(parts)) + "</Relationships>",
            "word/styles.xml": styles, "word/numbering.xml": numbering, "word/footnotes.xml": notes,
            "word/header1.xml": self.furniture("hdr", "Header", self.m["head"]),
            "word/footer1.xml": self.furniture("ftr", "Footer", self.m["foot"]),
        }
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
            for name, data in files.items():
                z.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def soffice(src, to, outdir):
    subprocess.run(["soffice", "--headless", "--convert-to", to, "--outdir", str(outdir), str(src)],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return Path(outdir) / (src.stem + "." + to.split(":")[0])


PDF = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"%s"},"ExportBookmarks":{"type":"boolean","value":"true"}}'


def find_pages(pages, hs):
    """Page number of each heading: the first line from the last hit onward that begins with it."""
    lines = [(n, re.sub(r"\s+", " ", l.strip())) for n, p in enumerate(pages, 1) for l in p.splitlines()]
    out, at = [], 0
    for h in hs:
        t = h[2]
        hit = next((i for i in range(at, len(lines)) if "...." not in lines[i][1]
                    and (lines[i][1] == t or len(lines[i][1]) > 25 and t.startswith(lines[i][1]))), None)
        if hit is None:
            print("   no page for heading:", t)
            out.append(1)
        else:
            at = hit + 1
            out.append(lines[hit][0])
    return out


def docx(meta, bl, path, tmp):
    """Write the DOCX; if it has a contents list, lay it out until the page numbers in the list are right."""
    depth = next((b[1] for b in bl if b[0] == "contents"), 0)
    hs, pages = headings(bl, depth), [9] * 999
    for _ in range(3 if depth else 0):
        t = tmp / "pass.docx"
        Docx(meta, bl, pages).write(t)
        text = subprocess.run(["pdftotext", "-layout", str(soffice(t, PDF % "false", tmp)), "-"], capture_output=True, check=True).stdout.decode()
        after = text.split("\f")
        cont = next(i for i, p in enumerate(after) if re.search(r"^\s*Contents\s*$", p, re.M))
        lastc = max(i for i, p in enumerate(after[:cont + 3]) if "....." in p)
        new = find_pages([p if i > lastc or i < cont else "" for i, p in enumerate(after)], hs)
        if new == pages:
            break
        pages = new
    Docx(meta, bl, pages).write(path)
    return pages


# ---------------------------------------------------------------- Typst

def tstr(s):
    return '#"' + s.replace("\\", "\\\\").replace('"', '\\"') + '"'


def tin(s):
    o = []
    for k, t in inline(s):
        o.append({"": tstr(t), "b": f"#strong[{tstr(t)}]", "i": f"#emph[{tstr(t)}]", "note": f"#footnote[{tstr(t)}]"}[k])
    return "".join(o)


def typst_source(meta, bl):
    cols = int(meta.get("columns", "1"))
    col, font = meta.get("colour", "1F3864"), meta.get("font", "Liberation Sans")
    f = lambda s: "[" + "".join("#counter(page).display()" if t == "{p}" else "#context counter(page).final().first()" if t == "{n}"
                                else tstr(t) for t in re.split(r"(\{[pn]\})", s) if t) + "]"
    small = meta.get("size", "10.5pt")
    o = [f'''#set document(title: {tstr(meta["title"])[1:]}, author: {tstr(meta["body"])[1:]})
#set text(font: "{font}", size: {small}, lang: "en", region: "GB", hyphenate: {"true" if cols > 1 else "auto"})
#set page(paper: "a4", margin: (x: {"1.9cm" if cols > 1 else "2.4cm"}, y: 2.4cm), columns: {cols},
  header: context if counter(page).get().first() > 1 {{ set text(8pt, fill: luma(90)); {f(meta["head"])}; v(-6pt); line(length: 100%, stroke: 0.4pt) }},
  footer: context if counter(page).get().first() > 1 {{ set text(8pt); align({meta.get("footalign", "center")}, {f(meta["foot"])}) }})
#set par(justify: {"true" if cols > 1 else "false"}, leading: 0.68em, spacing: 1.05em)
#let accent = rgb("#{col}")
#show heading: set text(fill: accent)
#show heading.where(level: 1): set text(size: 1.25em)
#show heading.where(level: 1): set block(above: 1.6em, below: 0.9em)
#show heading.where(level: 2): set block(above: 1.3em, below: 0.8em)
#set outline.entry(fill: repeat[.])
#set table(inset: 5pt, stroke: 0.5pt + luma(140), fill: (_, y) => if y == 0 {{ rgb("#{col}").lighten(80%) }})
#let numbered(n, body) = par(hanging-indent: 1.15cm)[#box(width: 1.15cm)[#n]#body]
#let quotation(body) = pad(left: 0.9cm, right: 0.6cm)[#emph(body)]
#let attribution(body) = pad(left: 0.9cm, right: 0.6cm, align(right, text(size: 0.92em, body)))
#let shaded(title, body) = block(width: 100%, fill: rgb("#{col}").lighten(88%), stroke: (left: 2.5pt + accent), inset: 8pt, breakable: true)[#if title != none [#text(weight: "bold", fill: accent, title) \\ #v(2pt)]#set text(size: 0.93em)
#body]
''']

    def emit(b):
        k = b[0]
        if k == "cover":
            o.append("#page(columns: 1, header: none, footer: none)[#v(4cm)")
            for kind, t in b[1]:
                sz, w, gap = {"board": ("15pt", "bold", "1.4cm"), "title": ("27pt", "bold", "0.5cm"), "line": ("12.5pt", "regular", "0.15cm")}[kind]
                c = "accent" if kind != "line" else "black"
                o.append(f'#block(text(size: {sz}, weight: "{w}", fill: {c})[{tin(t)}])#v({gap})')
            o.append("]")
        elif k == "contents":
            o.append(f'#page(columns: 1)[#outline(title: [Contents], depth: {b[1]})]')
        elif k == "h":
            o.append(f"#heading(level: {b[1]})[{tin(b[2])}]")
        elif k in ("num", "oli"):
            o.append(f"#numbered[{tstr(b[1])}][{tin(b[2])}]")
        elif k == "li":
            o.append(f"- {tin(b[1])}")
        elif k == "p":
            o.append(f"#par[{tin(b[1])}]")
        elif k == "quote":
            o.append(f"#quotation[{tin(b[1])}]")
        elif k == "attr":
            o.append(f"#attribution[{tin(b[1])}]")
        elif k == "table":
            rows = ",\n".join(", ".join(f"[{tin(c)}]" for c in r) for r in b[2][1:])
            o.append(f'#[#set text(size: 0.9em)\n#table(columns: ({", ".join(f"{w}fr" for w in b[1])}),\ntable.header({", ".join(f"[*{tin(c)}*]" for c in b[2][0])}),\n{rows})]')
        elif k == "box":
            o.append(("#place(auto, float: true, clearance: 1em)[#set align(left);" if cols > 1 else "#[") + f'#shaded({"[" + tin(b[1]) + "]" if b[1] else "none"})[')
            for x in b[2]:
                emit(x)
            o.append("]]")
        elif k == "break":
            o.append("#pagebreak(weak: true)")

    for b in bl:
        emit(b)
    return "\n\n".join(o)


# ---------------------------------------------------------------- HTML, text, Markdown

def html_page(meta, bl, pages):
    notes, o = [], []

    def h(s):
        r = []
        for k, t in inline(s):
            if k == "note":
                notes.append(t)
                r.append(f'<sup><a href="#fn{len(notes)}">{len(notes)}</a></sup>')
            else:
                e = esc(t, False)
                r.append(f"<strong>{e}</strong>" if k == "b" else f"<em>{e}</em>" if k == "i" else e)
        return "".join(r)

    site = meta.get("site")
    anchors = {id(b): f"s{i}" for i, b in enumerate(headings(bl, 9), 1)}
    inlist = None

    def emit(b):
        nonlocal inlist
        k = b[0]
        if inlist and k != "li":
            o.append("</ul>")
            inlist = None
        if k == "cover":
            for kind, t in b[1]:
                o.append(f"<h1>{h(t)}</h1>" if kind == "title" else f'<p class="{kind}">{h(t)}</p>')
        elif k == "contents":
            o.append('<h2>Contents</h2>' + ("\n<ul>" if site else ""))
            for i, x in enumerate(headings(bl, b[1])):
                o.append(f'<li><a href="#{anchors[id(x)]}">{h(x[2])}</a></li>' if site else
                         f'<p class="toc">{h(x[2])} {"." * max(4, 70 - len(x[2]))} {pages[i]}</p>')
            o.append("</ul>" if site else "")
        elif k == "h":
            o.append(f'<h{b[1] + 1} id="{anchors.get(id(b), "b")}">{h(b[2])}</h{b[1] + 1}>')
        elif k in ("num", "oli"):
            o.append(f'<p class="{k}">{b[1]} {h(b[2])}</p>')
        elif k == "li":
            if not inlist:
                o.append("<ul>")
                inlist = True
            o.append(f"<li>{h(b[1])}</li>")
        elif k == "p":
            o.append(f"<p>{h(b[1])}</p>")
        elif k == "quote":
            o.append(f"<blockquote><p>{h(b[1])}</p></blockquote>")
        elif k == "attr":
            o.append(f'<p class="attribution">{h(b[1])}</p>')
        elif k == "table":
            o.append("<table>")
            for i, r in enumerate(b[2]):
                c = "th" if i == 0 else "td"
                o.append("<tr>" + "".join(f"<{c}>{h(x)}</{c}>" for x in r) + "</tr>")
            o.append("</table>")
        elif k == "box":
            o.append("<aside>" + (f"<h3>{h(b[1])}</h3>" if b[1] else ""))
            for x in b[2]:
                emit(x)
            if inlist:
                o.append("</ul>")
                inlist = None
            o.append("</aside>")

    for b in bl:
        emit(b)
    if inlist:
        o.append("</ul>")
    if notes:
        o.append('<section class="notes"><h2>Notes</h2>' + "".join(f'<p id="fn{i}">{i}. {esc(n, False)}</p>' for i, n in enumerate(notes, 1)) + "</section>")
    pre = post = ""
    if site:
        nav = "".join(f'<li><a href="#">{esc(x)}</a></li>' for x in ("Home", "About us", "Reviews", "Training", "Report a concern"))
        pre = f'<a class="skip" href="#main">Skip to content</a>\n<header><p>{esc(site)}</p><nav><ul>{nav}</ul></nav><p class="crumbs">Home &gt; Reviews &gt; Published reviews</p></header>\n'
        post = f'\n<footer><p>Was this page helpful? <a href="#">Yes</a> <a href="#">No</a></p><p>Cookies | Privacy | Accessibility statement</p><p>&copy; {esc(site)}</p></footer>'
    css = ("body{font:16px/1.5 Arial,sans-serif;max-width:46em;margin:2em auto;padding:0 1em}blockquote{font-style:italic}"
           ".attribution{text-align:right}aside{background:#e8eef4;padding:.5em 1em}table{border-collapse:collapse}td,th{border:1px solid #888;padding:.3em .6em;vertical-align:top;text-align:left}")
    return (f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n<title>{esc(meta["title"])}</title>\n<style>{css}</style>\n</head>\n<body>\n'
            f'{pre}<main id="main">\n' + "\n".join(x for x in o if x) + f"\n</main>{post}\n</body>\n</html>\n")


def plain(s, notes):
    r = []
    for k, t in inline(s):
        if k == "note":
            notes.append(t)
            r.append(f"[{len(notes)}]")
        else:
            r.append(t)
    return "".join(r)


def text_lines(meta, bl, pages, width):
    notes, o = [], []
    wrap = (lambda s, a="", b="": textwrap.wrap(s, width, initial_indent=a, subsequent_indent=b, break_on_hyphens=True, break_long_words=False)) if width else (lambda s, a="", b="": [a + s])
    pl = lambda s: plain(s, notes)

    def emit(b):
        k = b[0]
        if k == "cover":
            for kind, t in b[1]:
                o.extend([*wrap(pl(t)), ""])
        elif k == "contents":
            o.extend(["Contents", ""])
            for i, x in enumerate(headings(bl, b[1])):
                w = (width or 76) - 4
                ls = textwrap.wrap(pl(x[2]), w - 6)
                ls[-1] += " " + "." * max(4, w - len(ls[-1])) + f" {pages[i]}"
                o.extend(ls)
            o.append("")
        elif k == "h":
            o.extend(["", *wrap(pl(b[2])), ""])
        elif k in ("num", "oli"):
            ind = " " * 6 if width else ""
            o.extend([*wrap(f"{b[1]}{' ' * max(1, 6 - len(b[1])) if width else ' '}{pl(b[2])}", "", ind), ""])
        elif k == "li":
            o.extend([*wrap(pl(b[1]), "\u2022 ", "  "), ""])
        elif k == "quote":
            o.extend([*wrap(pl(b[1]), "        " if width else "", "        "), ""])
        elif k == "attr":
            o.extend([("        " if width else "") + pl(b[1]), ""])
        elif k == "table":
            o.extend("\t".join(pl(c) for c in r) for r in b[2])
            o.append("")
        elif k == "box":
            if b[1]:
                o.extend([pl(b[1]), ""])
            for x in b[2]:
                emit(x)
        elif k == "p":
            o.extend([*wrap(pl(b[1])), ""])

    for b in bl:
        emit(b)
    if notes:
        o.extend(["", "Notes", ""])
        for i, n in enumerate(notes, 1):
            o.extend(wrap(f"{i} {n}"))
    return o


def text(meta, bl, pages):
    width, per = int(meta.get("width", "0")), int(meta.get("lines", "0"))
    if not per:
        return "\n".join(text_lines(meta, bl, pages, width)) + "\n"
    depth = next((b[1] for b in bl if b[0] == "contents"), 0)
    hs, pages = headings(bl, depth), [0] * 999
    for _ in range(2):  # once to find the pages, once to print them
        ls = text_lines(meta, bl, pages, width)
        sheets = ["\n".join(ls[i:i + per]) for i in range(0, len(ls), per)]
        pages = find_pages(sheets, hs)
    n = len(sheets)
    head = lambda i: meta["head"] + "\n\n" if i else ""
    foot = lambda i: "\n\n" + meta["foot"].replace("{p}", str(i + 1)).replace("{n}", str(n)) + "\n"
    return "\f".join(head(i) + s + foot(i) for i, s in enumerate(sheets))


def markdown(meta, bl):
    notes, o = [], []

    def md(s):
        r = []
        for k, t in inline(s):
            if k == "note":
                notes.append(t)
                r.append(f"[^{len(notes)}]")
            else:
                r.append({"": t, "b": f"**{t}**", "i": f"*{t}*"}[k])
        return "".join(r)

    def emit(b):
        k = b[0]
        if k == "cover":
            for kind, t in b[1]:
                o.append(f"# {md(t)}" if kind == "title" else f"**{md(t)}**" if kind == "board" else md(t))
        elif k == "contents":
            o.append("## Contents")
            o.append("\n".join("  " * (x[1] - 1) + "- " + x[2] for x in headings(bl, b[1])))
        elif k == "h":
            o.append("#" * (b[1] + 1) + " " + md(b[2]))
        elif k in ("num", "oli"):
            o.append(f"{b[1]} {md(b[2])}")
        elif k == "li":
            o.append(f"- {md(b[1])}")
        elif k == "quote":
            o.append(f"> {md(b[1])}")
        elif k == "table":
            w = len(b[2][0])
            rows = ["| " + " | ".join(md(c) for c in r) + " |" for r in b[2]]
            o.append("\n".join([rows[0], "|" + " --- |" * w, *rows[1:]]))
        elif k == "box":
            o.append(f"**{md(b[1])}**")
            for x in b[2]:
                emit(x)
        elif k in ("p", "attr"):
            o.append(md(b[1]))

    for b in bl:
        emit(b)
    o.extend(f"[^{i}]: {n}" for i, n in enumerate(notes, 1))
    return "\n\n".join(o) + "\n"


# ---------------------------------------------------------------- building

def build(src, tmp):
    meta, bl = parse(src)
    meta.setdefault("head", "")
    meta.setdefault("foot", "Page {p} of {n}")
    pages = [1] * 999
    for out in meta["out"].split(", "):
        dst = HERE / out
        dst.parent.mkdir(parents=True, exist_ok=True)
        route, ext = meta["make"], dst.suffix
        d = tmp / (dst.stem + ".docx")
        if ext in (".docx", ".odt") or ext == ".pdf" and route != "typst":
            pages = docx(meta, bl, d, tmp)
        if ext == ".pdf" and route == "typst":
            import typst
            t = tmp / "t.typ"
            t.write_text(typst_source(meta, bl), encoding="utf-8")
            typst.compile(str(t), output=str(dst))
        elif ext == ".pdf":
            shutil.copyfile(soffice(d, PDF % ("false" if route == "untagged" else "true"), tmp), dst)
        elif ext == ".odt":
            shutil.copyfile(soffice(d, "odt", tmp), dst)
        elif ext == ".docx" and route == "libreoffice":  # saved by LibreOffice, not by this script
            odt = soffice(d, "odt", tmp)
            shutil.copyfile(soffice(odt, "docx:MS Word 2007 XML", tmp), dst)
        elif ext == ".docx":
            shutil.copyfile(d, dst)
        elif ext == ".html":
            dst.write_text(html_page(meta, bl, pages), encoding="utf-8", newline="\n")
        elif ext == ".md":
            dst.write_text(markdown(meta, bl), encoding="utf-8", newline="\n")
        elif ext == ".txt":
            w = route == "windows"
            dst.write_bytes(text(meta, bl, pages).replace("\n", "\r\n" if w else "\n").encode("cp1252" if w else "utf-8"))
        print("  ", out)
    return meta


def main():
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1577836800")
    all_src = sorted((HERE / "sources").glob("*.review"))
    want = [s for s in all_src if not sys.argv[1:] or any(a in s.name for a in sys.argv[1:])]
    with tempfile.TemporaryDirectory() as t:
        for s in want:
            print(s.name)
            build(s, Path(t))
    rows = []
    for s in all_src:
        m, _ = parse(s)
        if m["out"].startswith("reports/"):
            rows.append([Path(m["out"]).name] + [m[f] for f in FIELDS[1:]])
    with open(HERE / "catalogue.csv", "w", newline="", encoding="utf-8") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(FIELDS)
        w.writerows(sorted(rows, key=lambda r: (r[5], r[0])))


if __name__ == "__main__":
    main()
