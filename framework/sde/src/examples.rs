//! How examples of processes and solvers become whole scenes, whoever offers them.

use crate::noise_class::NoiseClass;
use crate::process::{Calculus, adopted};
use quincunx_core::registry::Registry;
use quincunx_sdk::field::{Cx, NoFiles};
use quincunx_sdk::part::Part;
use quincunx_sdk::process::Process as OfferedProcess;
use quincunx_sdk::role::Kind;
use quincunx_sdk::solver::Solver as OfferedSolver;
use std::sync::Arc;

/// A scene with the variables of the process, all at 1.
pub(crate) fn of_process(registry: &Registry, kind: &Kind, example: &str) -> Option<String> {
    let process = adopted(&made::<Arc<dyn OfferedProcess>>(registry, kind, example)?).ok()?;
    let start: Vec<_> = process.scope.variables.iter().map(|name| format!("{name:?}: 1.0")).collect();
    let solver = match process.calculus {
        Calculus::Ito => "EulerMaruyama",
        Calculus::Stratonovich => "Heun",
    };
    Some(scene(&start.join(", "), example, solver))
}

/// A scene with a process that is as much as the solver can do.
pub(crate) fn of_solver(registry: &Registry, kind: &Kind, example: &str) -> Option<String> {
    let card = made::<Arc<dyn OfferedSolver>>(registry, kind, example)?.card();
    let process = match card.orders.last().map(|order| order.class) {
        Some(NoiseClass::None) => "Ito(drift: { \"x\": \"-x\" })",
        Some(NoiseClass::Additive) => "OrnsteinUhlenbeck(1, 0, 0.5)",
        _ => "GeometricBrownian(0.1, 0.3)",
    };
    Some(scene("\"x\": 1.0", process, example))
}

fn made<P: 'static>(registry: &Registry, kind: &Kind, example: &str) -> Option<P> {
    let part = Part::read(example, "example").ok()?;
    kind.read(&part, &mut Cx::new(registry, &NoFiles))?.it.downcast().ok().map(|product| *product)
}

fn scene(start: &str, process: &str, solver: &str) -> String {
    format!(
        "(world: {{ \"cloud\": Ensemble(paths: 300, start: {{ {start} }}, process: {process}, solver: {solver}, \
         dt: 0.01) }}, until: Steps(20))"
    )
}
