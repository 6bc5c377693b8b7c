//! Roles, the kinds that fill them, and the field that holds one.
//!
//! A role is what a field asks for: a rule, a pattern, a world object. Kinds are looked up by name at run time, so a
//! built-in and a plugin's kind are the same thing to a scene.

use crate::diagnostic::Diagnostic;
use crate::field::{Cx, Field, Limits};
use crate::params::{Param, Params};
use crate::part::Part;
use crate::spelling::{nearest, unknown};
use crate::value::{Shape, Value};
use std::{any::Any, fmt, ops::Range, sync::Arc};

/// What a field asks for, and what it gets.
pub trait Role: 'static {
    /// What it is called in messages: "rule".
    const NAME: &'static str;

    /// Whether plain text can stand for a kind.
    const TEXT: bool = false;

    /// What a kind of this role makes of its parameters.
    type Product: 'static;

    /// The kind that plain text, a number or a list stands for: `"B3/S23"` is `LifeLike("B3/S23")`.
    fn plain(_: Shape) -> Option<&'static str> {
        None
    }
}

/// A struct of parameters that makes what a role asks for.
pub trait Make<R: Role>: Params {
    /// Where the method comes from.
    const REFERENCES: &'static [&'static str] = &[];

    /// Snippets as they stand in a scene; the test suite runs them.
    const EXAMPLES: &'static [&'static str];

    /// Its canonical text: that of its parameters, if nothing shorter says the same.
    fn text(&self) -> String {
        self.show()
    }

    /// Makes it.
    ///
    /// # Errors
    /// What parameters in range can still have wrong; it is underlined in the scene.
    fn make(&self, cx: &mut Cx) -> Result<R::Product, Complaint>;
}

/// What a kind has to say against its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Complaint {
    /// What is wrong, what was expected, and the remedy.
    pub message: String,
    /// Which parameter is at fault; all of them if none is named.
    pub at: Option<&'static str>,
    /// Which bytes of that parameter's text.
    pub bytes: Option<Range<usize>>,
    /// Whether a plugin failed, and not the parameters.
    pub of_plugin: bool,
    /// Whether the context knows all of it already.
    pub told: bool,
}

impl Complaint {
    /// About the kind as a whole.
    pub fn new(message: impl Into<String>) -> Self {
        Complaint { message: message.into(), at: None, bytes: None, of_plugin: false, told: false }
    }

    /// About what was added to the context as errors already, each at its own place.
    pub fn told() -> Self {
        Complaint { told: true, ..Complaint::new("") }
    }

    /// About one parameter.
    pub fn at(param: &'static str, message: impl Into<String>) -> Self {
        Complaint { at: Some(param), ..Complaint::new(message) }
    }

    /// About some bytes of a parameter that is text.
    pub fn inside(param: &'static str, bytes: Range<usize>, message: impl Into<String>) -> Self {
        Complaint { bytes: Some(bytes), ..Complaint::at(param, message) }
    }

    /// About a plugin that failed.
    pub fn of_plugin(plugin: &str, message: impl fmt::Display) -> Self {
        Complaint { of_plugin: true, ..Complaint::new(format!("the plugin `{plugin}` failed: {message}")) }
    }

    /// Adds it to the context as an error, at its place.
    pub fn tell<T>(self, part: &Part, params: &[Param], cx: &mut Cx) -> Option<T> {
        if self.told {
            return None;
        }
        let error = self.place(part, params).diagnostic(self.message);
        cx.add(Diagnostic { of_plugin: self.of_plugin, ..error })
    }

    /// The value to underline.
    fn place(&self, part: &Part, params: &[Param]) -> Value {
        let Some(value) = self.at.and_then(|name| part.argument(params, name)) else {
            return part.head.clone();
        };
        match &self.bytes {
            Some(bytes) => {
                let meant = ron::from_str::<String>(value.text()).unwrap_or_else(|_| value.text().into());
                value.inside(&meant, bytes.clone())
            }
            None => value.clone(),
        }
    }
}

/// Something made from a part, and the canonical text of that part.
pub struct Made<T> {
    /// Reads back to the same.
    pub text: String,
    /// What was made.
    pub it: T,
}

type Reader = dyn Fn(&Part, &mut Cx) -> Option<Made<Box<dyn Any>>> + Send + Sync;

/// A name that may stand in a scene, with all that is known of it.
#[derive(Clone)]
pub struct Kind {
    /// The role that it fills.
    pub role: &'static str,
    /// As written in a scene.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its parameters, in the order of positional arguments.
    pub params: Arc<[Param]>,
    /// Where the method comes from.
    pub references: &'static [&'static str],
    /// Snippets as they stand in a scene.
    pub examples: &'static [&'static str],
    /// The plugin that offers it; built-ins have none.
    pub offered: Option<Offered>,
    read: Arc<Reader>,
}

/// Who offers a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The plugin's name.
    pub plugin: &'static str,
    /// Its library.
    pub path: &'static str,
}

impl Kind {
    /// The kind that a struct of parameters makes.
    pub fn new<R: Role, P: Make<R>>() -> Self {
        Kind::reading::<R>([P::NAME, P::ABOUT], P::PARAMS, P::REFERENCES, P::EXAMPLES, |part, cx| {
            let params = P::read(part, cx)?;
            match params.make(cx) {
                Ok(it) => Some(Made { text: params.text(), it }),
                Err(complaint) => complaint.tell(part, P::PARAMS, cx),
            }
        })
    }

    /// A kind with a reader of its own.
    pub fn reading<R: Role>(
        [name, about]: [&'static str; 2],
        params: impl Into<Arc<[Param]>>,
        references: &'static [&'static str],
        examples: &'static [&'static str],
        read: impl Fn(&Part, &mut Cx) -> Option<Made<R::Product>> + Send + Sync + 'static,
    ) -> Self {
        let read = move |part: &Part, cx: &mut Cx| {
            read(part, cx).map(|made| Made { text: made.text, it: Box::new(made.it) as Box<dyn Any> })
        };
        let (params, read) = (params.into(), Arc::new(read));
        Kind { role: R::NAME, name, about, params, references, examples, offered: None, read }
    }

    /// The same, offered by a plugin.
    pub fn offered_by(self, offered: Offered) -> Self {
        Kind { offered: Some(offered), ..self }
    }

    /// Reads a part as this kind. The product is what the role says.
    pub fn read(&self, part: &Part, cx: &mut Cx) -> Option<Made<Box<dyn Any>>> {
        (self.read)(part, cx)
    }
}

/// Where kinds are looked up.
pub trait Kinds {
    /// All kinds of a role.
    fn of_role(&self, role: &str) -> &[Kind];

    /// The declared parameters of a kind, of whatever role.
    fn params(&self, name: &str) -> Option<&[Param]>;

    /// The role of a kind, to say of a misplaced one what it is.
    fn role(&self, _name: &str) -> Option<&'static str> {
        None
    }
}

/// No kinds at all.
pub struct NoKinds;

impl Kinds for NoKinds {
    fn of_role(&self, _: &str) -> &[Kind] {
        &[]
    }

    fn params(&self, _: &str) -> Option<&[Param]> {
        None
    }
}

/// A field that takes a part of a role; resolved by the kinds in the context, errors and all.
pub struct Slot<R: Role> {
    /// The kind's name.
    pub kind: &'static str,
    /// The name in the scene, to underline what concerns the whole.
    pub head: Value,
    /// What was made.
    pub it: R::Product,
    text: String,
}

impl<R: Role> Field for Slot<R> {
    const TEXT: bool = R::TEXT;
    type Scalar = u8;

    fn read(value: &Value, _: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        let kinds = cx.kinds.of_role(R::NAME);
        let names = kinds.iter().map(|k| k.name);
        let part = match R::plain(meant_shape(value, names.clone())) {
            Some(kind) => Part::sugar(kind, value),
            None => Part::named(value, &wanted::<R>(), cx)?,
        };
        let mut part = part;
        let wanted_plugin = part.take_reserved("plugin", cx)?;
        let Some(kind) = chosen(kinds, &part, wanted_plugin.as_deref(), cx)? else {
            return cx.fail(
                &part.head,
                match cx.kinds.role(&part.name) {
                    Some(role) => format!("expected {}, found the {role} `{}`", wanted::<R>(), part.name),
                    None => unknown(R::NAME, &part.name, names),
                },
            );
        };
        cx.references.extend(kind.references);
        let (name, made) = (kind.name, kind.read(&part, cx)?);
        match made.it.downcast() {
            Ok(it) => Some(Slot { kind: name, head: part.head, it: *it, text: made.text }),
            Err(_) => cx.fail(&part.head, format!("`{name}` makes something else than a {}", R::NAME)),
        }
    }

    fn show(&self) -> String {
        self.text.clone()
    }

    fn words() -> String {
        R::NAME.into()
    }
}

/// The kind that is meant; where several plugins offer one name, the reserved parameter `plugin` says whose. The inner
/// `None` is that nobody offers it.
fn chosen<'k>(kinds: &'k [Kind], part: &Part, plugin: Option<&str>, cx: &mut Cx) -> Option<Option<&'k Kind>> {
    let all: Vec<&Kind> = kinds.iter().filter(|kind| kind.name == part.name).collect();
    let of =
        |kind: &&&Kind| plugin.is_none_or(|name| kind.offered.is_some_and(|offered| offered.plugin == name));
    let meant: Vec<&Kind> = all.iter().filter(of).copied().collect();
    let owners = |kinds: &[&Kind]| {
        let owner = |kind: &&Kind| match kind.offered {
            Some(offered) => format!("the plugin `{}` ({})", offered.plugin, offered.path),
            None => "the program itself".into(),
        };
        kinds.iter().map(owner).collect::<Vec<_>>().join(" and ")
    };
    match (&all[..], &meant[..], plugin) {
        ([], ..) => Some(None),
        (_, [one], _) => Some(Some(one)),
        (all, [], Some(plugin)) => {
            let message =
                format!("`{}` is not offered by the plugin `{plugin}`, but by {}", part.name, owners(all));
            cx.fail(&part.head, message)
        }
        (all, ..) => {
            let example = all.iter().find_map(|kind| kind.offered).map_or("…", |offered| offered.plugin);
            let message = format!(
                "`{}` is offered by {}: say whose is meant with `plugin: \"{example}\"`",
                part.name,
                owners(all)
            );
            cx.fail(&part.head, message)
        }
    }
}

/// A bare name is text where text may stand and no kind has a near spelling: `rule: HighLife` is text, for no kind
/// is called so, but `rule: Cyclc` was meant for `Cyclic`.
fn meant_shape<'n>(value: &Value, names: impl Iterator<Item = &'n str> + Clone) -> Shape {
    match value.shape() {
        Shape::Name if names.clone().any(|name| name == value.text()) => Shape::Name,
        Shape::Name if nearest(value.text(), names).is_none() => Shape::Text,
        shape => shape,
    }
}

/// What a field of a role takes, in words.
fn wanted<R: Role>() -> String {
    let article = if R::NAME.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let text = if R::TEXT { " or text" } else { "" };
    format!("{article} {} `Kind(…)`{text}", R::NAME)
}

impl<R: Role> fmt::Debug for Slot<R> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}
