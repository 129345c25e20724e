//! Names of things in a project: GUIDs.

use std::fmt;

use uuid::Uuid;

/// A GUID: 128 bits, written `8-4-4-4-12` in hex digits.
///
/// Every user, code, source, selection and coding of a project has one, unique in the project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(Uuid);

/// What the namespace of [`Guid::from_name`] is the name of: the namespace of the project schema.
const NAMESPACE: &str = "urn:QDA-XML:project:1.0";

impl Guid {
    /// The GUID of a thing that is named by `parts`: the same parts give the same GUID on every run.
    ///
    /// The scheme is UUID version 5 of RFC 9562 (SHA-1 of namespace and name). The namespace is the version 5 UUID of
    /// `urn:QDA-XML:project:1.0` in the URL namespace; the name is each part behind its length in bytes and a colon,
    /// so that `["ab", "c"]` and `["a", "bc"]` differ.
    pub fn from_name(parts: &[&str]) -> Self {
        let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, NAMESPACE.as_bytes());
        let name: String = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
        Self(Uuid::new_v5(&namespace, name.as_bytes()))
    }

    /// A GUID as projects write it: hex digits in any case, with or without braces; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or(text);
        // The parser would also take forms that the schema forbids.
        let shaped = bare.len() == 36 && bare.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
        shaped.then(|| Uuid::try_parse(bare).ok()).flatten().map(Self)
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_the_same_guid_for_ever() {
        let guid = Guid::from_name(&["code", "no-escalation"]);
        // Made by Python: uuid5(uuid5(NAMESPACE_URL, "urn:QDA-XML:project:1.0"), "4:code13:no-escalation").
        assert_eq!(guid.to_string(), "0ec8a369-26bd-5b7d-917b-ad5c182e6960");
        assert_ne!(Guid::from_name(&["ab", "c"]), Guid::from_name(&["a", "bc"]));
    }

    #[test]
    fn forms_of_other_programs() {
        let plain = Guid::parse("5c94bc9e-db8c-4f1d-9cd6-e900c7440860");
        assert!(plain.is_some());
        assert_eq!(plain, Guid::parse("{5C94BC9E-DB8C-4F1D-9CD6-E900C7440860}"));
        for bad in [
            "",
            "5c94bc9edb8c4f1d9cd6e900c7440860",
            "urn:uuid:5c94bc9e-db8c-4f1d-9cd6",
            "5c94bc9e-db8c-4f1d-9cd6-e900c744086g",
        ] {
            assert_eq!(Guid::parse(bad), None, "{bad}");
        }
    }
}
