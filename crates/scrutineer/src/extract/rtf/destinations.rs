//! Where the text of a group goes.

/// What a group is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Destination {
    /// The running text.
    #[default]
    Body,
    /// Nothing of it is shown.
    Skipped,
    Fonts,
    Styles,
    Info,
    /// A field of the document's properties.
    Property(&'static str),
    /// The number before a list paragraph, as the program rendered it.
    Label,
    Footnote,
    TextBox,
}

/// The destination that a control word at the start of a group opens; `optional` after `\*`.
pub(super) fn of_word(word: &str, optional: bool) -> Option<Destination> {
    Some(match word {
        "fonttbl" => Destination::Fonts,
        "stylesheet" => Destination::Styles,
        "info" => Destination::Info,
        "listtext" | "pntext" => Destination::Label,
        "footnote" => Destination::Footnote,
        "shptxt" => Destination::TextBox,
        // The parts of a shape and of a picture that hold text; and text in Unicode for newer programs.
        "shpinst" | "ud" | "fldrslt" | "shp" | "do" | "dptxbxtext" | "objattph" => {
            Destination::Body
        }
        "colortbl" | "filetbl" | "listtable" | "listoverridetable" | "revtbl" | "rsidtbl"
        | "generator" | "pict" | "nonshppict" | "objdata" | "objclass" | "header" | "headerl"
        | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" | "ftnsep"
        | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn" | "fldinst" | "xe" | "tc"
        | "tcn" | "rxe" | "txe" | "upr" | "shprslt" | "sp" | "annotation" | "atnid"
        | "atnauthor" | "template" | "nonesttables" | "nesttableprops" | "pn" | "pnseclvl"
        | "private" | "themedata" | "colorschememapping" | "datastore" | "latentstyles"
        | "xmlnstbl" | "bkmkstart" | "bkmkend" | "mmathPr" | "wgrffmtfilter" | "panose"
        | "falt" | "docvar" | "userprops" => Destination::Skipped,
        _ if optional => Destination::Skipped,
        _ => return None,
    })
}

/// The document property that a group of the info destination holds.
pub(super) fn property(word: &str) -> Option<&'static str> {
    Some(match word {
        "title" => "title",
        "author" => "author",
        "subject" => "subject",
        "keywords" => "keywords",
        "doccomm" => "description",
        "company" => "publisher",
        _ => return None,
    })
}
