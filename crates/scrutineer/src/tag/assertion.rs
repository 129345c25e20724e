//! What a tag asserts, and who says it.

use serde::{Deserialize, Serialize};

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$variant_doc])* $variant),* }

        impl $name {
            /// Every value, in the order of the codebook.
            pub const ALL: [Self; [$($text),*].len()] = [$(Self::$variant),*];

            /// Kebab-case name, as in outputs and coded passages.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }

            /// The value of that name.
            pub fn parse(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.as_str() == name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

named! {
    /// What a passage says about an issue.
    Assertion {
        /// The issue was there: the only value that is counted as found.
        Asserted = "asserted",
        /// The passage says that it was not there.
        Negated = "negated",
        /// Uncertain or conditional.
        Hypothetical = "hypothetical",
        /// What should be done in future.
        Recommended = "recommended",
        /// Done well on this very point.
        GoodPractice = "good-practice",
        /// Guidance, literature, definitions, another case.
        Procedural = "procedural",
        /// Somebody's view that the author does not adopt.
        ReportedView = "reported-view",
        /// A question.
        Question = "question",
    }
}

named! {
    /// Who says what a tag asserts.
    Voice {
        /// The author of the review.
        Author = "review-author",
        /// A practitioner or an agency's own management review.
        Practitioner = "practitioner",
        /// A member of the family.
        Family = "family",
        /// A record, letter or policy that is quoted.
        Document = "quoted-document",
    }
}
