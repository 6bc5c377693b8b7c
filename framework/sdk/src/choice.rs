//! `choice!`: a closed set of names in a scene.

use crate::params::Param;

/// One of the names of a closed set, with all that is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The set: "Topology".
    pub of: &'static str,
    /// As written in a scene.
    pub name: &'static str,
    /// What it means, without a full stop.
    pub about: &'static str,
    /// What its parameters say of it as a whole; empty if it has none.
    pub more: &'static str,
    /// Its parameters.
    pub params: &'static [Param],
}

/// Declares a closed set; a variant may carry a `params!` struct: `enum Topology { Torus, Klein(Klein) }`.
///
/// ```
/// quincunx_sdk::choice! {
///     /// How edges meet.
///     pub enum Topology {
///         /// all wrap
///         Torus,
///         /// outside is empty
///         Dead,
///     }
/// }
/// assert_eq!(Topology::CHOICES[1], ("Dead", "outside is empty"));
/// ```
#[macro_export]
macro_rules! choice {
    ($(#[doc = $about:literal])* $(#[derive($($Derive:path),* $(,)?)])? $vis:vis enum $Name:ident { $($(#[doc = $doc:literal])* $Variant:ident $(($Inner:ty))?),* $(,)? }) => {
        $(#[doc = $about])* #[derive(Debug $($(, $Derive)*)?)]
        $vis enum $Name { $($(#[doc = $doc])* $Variant $(($Inner))?),* }

        impl $Name {
            /// Name and meaning of every choice.
            pub const CHOICES: &'static [(&'static str, &'static str)] =
                &[$((stringify!($Variant), concat!($($doc),*).trim_ascii())),*];
        }

        impl $crate::field::Field for $Name {
            type Scalar = u8;
            fn read(value: &$crate::value::Value, _: &$crate::field::Limits<u8>, cx: &mut $crate::field::Cx) -> Option<Self> {
                let part = $crate::part::Part::named(value, &<Self as $crate::field::Field>::words(), cx)?;
                $(if part.name == stringify!($Variant) {
                    return $crate::choice!(@read part, cx, $Name, $Variant $(, $Inner)?);
                })*
                let names = Self::CHOICES.iter().map(|c| c.0);
                cx.fail(&part.head, $crate::spelling::unknown(&stringify!($Name).to_lowercase(), &part.name, names))
            }
            fn show(&self) -> String {
                match self { $($crate::choice!(@pattern inner, $Name, $Variant $(, $Inner)?) => $crate::choice!(@show inner, $Variant $(, $Inner)?)),* }
            }
            fn words() -> String {
                let names: Vec<String> = vec![$($crate::choice!(@word $Variant $(, $Inner)?)),*];
                names.join(" | ")
            }
            fn crossing() -> Option<String> {
                // A choice that carries parameters is not one word.
                let plain = <Self as $crate::field::Field>::words();
                (!plain.contains('(')).then(|| format!("<{}", plain.replace(' ', "")))
            }
            fn choices() -> &'static [$crate::choice::Choice] {
                const { &[$($crate::choice::Choice {
                    of: stringify!($Name),
                    name: stringify!($Variant),
                    about: concat!($($doc),*).trim_ascii(),
                    more: $crate::choice!(@more $($Inner)?),
                    params: $crate::choice!(@params $($Inner)?),
                }),*] }
            }
            fn inside(_name: &str) -> Option<&'static [$crate::params::Param]> {
                $($(if _name == stringify!($Variant) { return Some(<$Inner as $crate::params::Params>::PARAMS); })?)*
                None
            }
        }
    };
    (@read $part:ident, $cx:ident, $Name:ident, $Variant:ident) => {{
        $crate::params::Matched::new(&$part, [], $cx); // refuses arguments
        Some($Name::$Variant)
    }};
    (@read $part:ident, $cx:ident, $Name:ident, $Variant:ident, $Inner:ty) => {
        <$Inner as $crate::params::Params>::read(&$part, $cx).map($Name::$Variant)
    };
    (@more) => { "" };
    (@more $Inner:ty) => { <$Inner as $crate::params::Params>::ABOUT };
    (@params) => { &[] };
    (@params $Inner:ty) => { <$Inner as $crate::params::Params>::PARAMS };
    (@pattern $inner:ident, $Name:ident, $Variant:ident) => { $Name::$Variant };
    (@pattern $inner:ident, $Name:ident, $Variant:ident, $Inner:ty) => { $Name::$Variant($inner) };
    (@show $inner:ident, $Variant:ident) => { stringify!($Variant).to_string() };
    (@show $inner:ident, $Variant:ident, $Inner:ty) => { $crate::params::Params::show($inner) };
    (@word $Variant:ident) => { stringify!($Variant).to_string() };
    (@word $Variant:ident, $Inner:ty) => { format!("{}({})", stringify!($Variant),
        <$Inner as $crate::params::Params>::PARAMS.iter().map(|p| p.name).collect::<Vec<_>>().join(", ")) };
}
