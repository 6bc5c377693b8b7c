//! Names that are no kinds, but stand in a closed set: `Klein`, of topologies, or `Stable`, of ends.

use super::{parameter, wrapped};
use quincunx::scene::scene::Scene;
use quincunx::sdk::choice::Choice;
use quincunx::sdk::params::{Param, Params};
use quincunx::sdk::role::Kind;

/// A name of a closed set, and the parameters that ask for it, each with whose it is.
pub struct Offer {
    choice: Choice,
    askers: Vec<(&'static str, &'static str)>,
}

/// All that the parameters of scenes and kinds ask for, and of what stands there in turn.
pub fn all(kinds: &[&Kind]) -> Vec<Offer> {
    let mut offers = vec![];
    gather(Scene::NAME, Scene::PARAMS, &mut offers);
    kinds.iter().for_each(|kind| gather(kind.name, &kind.params, &mut offers));
    offers
}

fn gather(of: &'static str, params: &[Param], offers: &mut Vec<Offer>) {
    for param in params {
        for choice in (param.choices)() {
            let asker = (of, param.name);
            match offers.iter_mut().find(|offer| (offer.of(), offer.name()) == (choice.of, choice.name)) {
                Some(offer) if offer.askers.contains(&asker) => {}
                Some(offer) => offer.askers.push(asker),
                None => {
                    offers.push(Offer { choice: *choice, askers: vec![asker] });
                    gather(choice.name, choice.params, offers);
                }
            }
        }
    }
}

impl Offer {
    /// As written in a scene.
    pub fn name(&self) -> &'static str {
        self.choice.name
    }

    /// The set: "Topology".
    pub fn of(&self) -> &'static str {
        self.choice.of
    }

    /// All that is known of it.
    pub fn card(&self) -> String {
        let Choice { of, name, about, more, params } = self.choice;
        let mut text = format!("{name} ({})\n\n{}\n", of.to_lowercase(), wrapped(about, ""));
        if !more.is_empty() {
            text += &format!("\n{}\n", wrapped(more, ""));
        }
        let askers: Vec<_> = self.askers.iter().map(|(of, param)| format!("`{param}` of {of}")).collect();
        text += &format!("\n{}\n", wrapped(&format!("It may stand as {}.", askers.join(", ")), ""));
        if !params.is_empty() {
            text += "\nParameters, in the order in which they may stand without names:\n";
            text.extend(params.iter().map(parameter));
        }
        text
    }

    /// Its name, and what it means.
    pub fn line(&self) -> String {
        format!("{}\n{}\n\n", self.name(), wrapped(self.choice.about, "  "))
    }
}
