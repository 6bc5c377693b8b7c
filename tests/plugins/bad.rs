//! A plugin that misbehaves in every way that the program must survive; each rule is named after what it does.
//!
//! `BAD_PLUGIN` chooses what happens while it says what it offers: `panics`, `refuses`, `aborts` or `hangs`.

#![allow(clippy::panic, missing_docs)] // failing is its work

use quincunx_sdk::fault::Fault;
use quincunx_sdk::field::{Cx, Field, Limits};
use quincunx_sdk::form::{Form, OuterTotalistic};
use quincunx_sdk::params;
use quincunx_sdk::role::{Complaint, Make};
use quincunx_sdk::rule::{Info, Rule, Rules};
use quincunx_sdk::slab::Slab;
use quincunx_sdk::value::Value;
use std::sync::Arc;

/// A rule of Life, with whatever else is said of it.
macro_rules! rule {
    ($Name:ident, $example:literal, $make:expr $(, $($extra:tt)*)?) => {
        impl Make<Rules> for $Name {
            const EXAMPLES: &'static [&'static str] = &[$example];
            fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
                let make: fn(&Self) -> Result<(), Complaint> = $make;
                make(self)?;
                Ok(Arc::new(self.clone()))
            }
        }

        impl Rule for $Name {
            fn form(&self) -> Option<Form> {
                Some(Form::OuterTotalistic(OuterTotalistic { born: 1 << 3, survive: 1 << 2 | 1 << 3 }))
            }
            $($($extra)*)?
        }
    };
}

params! {
    /// Nothing is wrong with it: it is Life.
    #[derive(Clone)]
    pub struct Good {}
}
rule!(Good, "Good", |_| Ok(()));

params! {
    /// A second name that another plugin has too.
    #[derive(Clone)]
    pub struct Shared {}
}
rule!(Shared, "Shared", |_| Ok(()));

params! {
    /// Complains about every 9 in its text.
    #[derive(Clone)]
    pub struct Fussy {
        /// a text without a 9
        rule: String = "B3";
        /// what never comes to the plugin if it is out of range
        states: u8 = 2, in 2..=8
    }
}
rule!(Fussy, "Fussy(rule: \"B3\")", |fussy| match fussy.rule.find('9') {
    Some(at) => Err(Complaint::inside("rule", at..at + 1, "no cell has 9 neighbours; write 0 to 8")),
    None => Ok(()),
});

params! {
    /// Panics when it is made.
    #[derive(Clone)]
    pub struct PanicsInMake {}
}
rule!(PanicsInMake, "PanicsInMake", |_| panic!("made to fail"));

params! {
    /// Panics when it is asked what it is.
    #[derive(Clone)]
    pub struct PanicsInInfo {}
}
rule!(
    PanicsInInfo,
    "PanicsInInfo",
    |_| Ok(()),
    fn info(&self) -> Info {
        panic!("asked to fail")
    }
);

params! {
    /// Has more states than a byte.
    #[derive(Clone)]
    pub struct TooMany {}
}
rule!(
    TooMany,
    "TooMany",
    |_| Ok(()),
    fn info(&self) -> Info {
        Info { states: 300, ..Info::default() }
    }
);

params! {
    /// Panics when it is dropped.
    #[derive(Clone)]
    pub struct PanicsInDrop {}
}

impl Make<Rules> for PanicsInDrop {
    const EXAMPLES: &'static [&'static str] = &["PanicsInDrop"];
    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        Ok(Arc::new(Dropped))
    }
}

#[derive(Debug)]
struct Dropped;

impl Rule for Dropped {
    fn form(&self) -> Option<Form> {
        Good {}.form()
    }
}

impl Drop for Dropped {
    fn drop(&mut self) {
        panic!("dropped to fail");
    }
}

params! {
    /// Ends the process when it is made, if it is told to.
    #[derive(Clone)]
    pub struct Ends {
        /// `aborts`, `hangs`, `exits`, or nothing of the kind
        how: Mood
    }
}
rule!(Ends, "Ends(aborts)", |ends| {
    misbehave(&ends.how.0);
    Ok(())
});

params! {
    /// Nothing moves, until a step in which it fails, if it is told to.
    #[derive(Clone)]
    pub struct Falls {
        /// `fails`, `panics`, `aborts`, or nothing of the kind
        how: Mood;
        /// the step
        at: u64
    }
}

impl Make<Rules> for Falls {
    const EXAMPLES: &'static [&'static str] = &["Falls(how: \"stands\", at: 5)"];
    fn make(&self, _: &mut Cx) -> Result<Arc<dyn Rule>, Complaint> {
        Ok(Arc::new(self.clone()))
    }
}

impl Rule for Falls {
    fn step(&self, src: &[u8], dst: &mut [u8], slab: &Slab) -> Result<(), Fault> {
        if slab.step == self.at {
            misbehave(&self.how.0);
            if self.how.0 == "fails" {
                return Err("told to fail".into());
            }
        }
        for y in 0..slab.height {
            let row = slab.source(src, y as isize);
            slab.target(dst, y).copy_from_slice(&row[slab.halo..slab.halo + slab.width]);
        }
        Ok(())
    }
}

fn misbehave(how: &str) {
    match how {
        "panics" => panic!("told to fail"),
        "aborts" => std::process::abort(),
        "exits" => std::process::exit(0),
        "hangs" => loop {
            std::thread::park();
        },
        _ => {}
    }
}

/// A text whose type is asked for while the plugin says what it offers.
#[derive(Clone, Debug)]
pub struct Mood(String);

impl Field for Mood {
    type Scalar = u8;

    fn read(value: &Value, limits: &Limits<u8>, cx: &mut Cx) -> Option<Self> {
        String::read(value, limits, cx).map(Mood)
    }

    fn show(&self) -> String {
        self.0.show()
    }

    fn words() -> String {
        "text".into()
    }

    fn crossing() -> Option<String> {
        let mood = std::env::var("BAD_PLUGIN").unwrap_or_default();
        misbehave(&mood);
        (mood != "refuses").then(|| "text".into())
    }
}

quincunx_sdk::export_plugin!(rules: [
    Good, Shared, Fussy, PanicsInMake, PanicsInInfo, TooMany, PanicsInDrop, Ends, Falls
]);
