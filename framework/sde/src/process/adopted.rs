//! What a role's process is to this domain: formulas, wherever it came from.

use super::{Ito, Process, Processes, Stratonovich};
use crate::expression::Expr;
use crate::opaque::Opaque;
use crate::scope::{Scope, reserved};
use quincunx_sdk::equation::Equation;
use quincunx_sdk::field::{Cx, NoFiles};
use quincunx_sdk::part::Part;
use quincunx_sdk::process::{Calculus, Info, NoiseClass, Process as Offered};
use quincunx_sdk::role::{Kind, NoKinds};
use std::sync::Arc;

/// Takes over a process: a built-in as it is; one that describes itself by its formulas, as if a scene had them; and one
/// that executes with calls of its procedure in the place of formulas.
///
/// # Errors
/// A fragment: what is wrong with what it says of itself.
pub fn adopted(offered: &Arc<dyn Offered>) -> Result<Arc<Process>, String> {
    if let Some(own) = native(offered.as_ref()) {
        return Ok(Arc::new(own.clone()));
    }
    match (offered.form(), offered.info()) {
        (Some(form), _) => described(&form),
        (None, Some(info)) => executed(offered, info),
        (None, None) => Err("it neither describes itself nor executes".into()),
    }
}

fn native(offered: &dyn Offered) -> Option<&Process> {
    offered.native()?.downcast_ref()
}

/// By the reader of the scene's own kinds.
pub(super) fn described(form: &Equation) -> Result<Arc<Process>, String> {
    let kind = match form.calculus() {
        Calculus::Ito => Kind::new::<Processes, Ito>(),
        Calculus::Stratonovich => Kind::new::<Processes, Stratonovich>(),
    };
    let part = Part::read(&form.text(), "form").map_err(|error| error.to_string())?;
    let mut cx = Cx::new(&NoKinds, &NoFiles);
    let made = kind.read(&part, &mut cx);
    if let Some(error) = cx.errors.first() {
        return Err(format!("its formulas do not read: {} in `{}`", error.message, error.underlined()));
    }
    let product = made.and_then(|made| made.it.downcast::<Arc<dyn Offered>>().ok());
    let own = product.and_then(|product| native(product.as_ref().as_ref()).cloned());
    own.map(Arc::new).ok_or_else(|| "its formulas do not read".into())
}

pub(super) fn executed(offered: &Arc<dyn Offered>, info: Info) -> Result<Arc<Process>, String> {
    info.check()?;
    if let Some(why) = info.variables.iter().find_map(|name| reserved(name)) {
        return Err(why);
    }
    let (variables, wieners) = (info.variables.len(), info.wieners);
    let here: Vec<Expr> = (0..variables).map(Expr::variable).collect();
    let now = Expr::Symbol(crate::expression::Symbol::Time);
    let evaluating = Opaque::evaluating(offered.clone(), info.clone());
    let computed = |output| evaluating.output(output, here.clone(), now.clone());
    let noise = |i: usize, j: usize| match (info.strength(i, j), info.class) {
        (Some(strength), _) => Expr::from(strength),
        (None, NoiseClass::Diagonal) if i != j => Expr::from(0.0),
        _ => computed(variables + i * wieners + j),
    };
    let projecting = Opaque::projecting(offered.clone(), info.clone());
    let projected = |i| info.projects.then(|| projecting.output(i, here.clone(), now.clone()));
    Ok(Arc::new(Process {
        scope: Scope::new(info.variables.iter().map(String::as_str), []),
        params: vec![],
        drift: (0..variables).map(computed).collect(),
        noise: (0..variables).map(|i| (0..wieners).map(|j| noise(i, j)).collect()).collect(),
        calculus: info.calculus,
        project: (0..variables).map(projected).collect(),
        law: None,
    }))
}
