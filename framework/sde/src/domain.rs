//! Registers what ensembles offer.

use crate::components::Ensemble;
use crate::ensemble;
use crate::examples;
use crate::probes::{Autocorrelation, Expectation, FirstPassage, Histogram, Moments, Paths, TimeAverage};
use crate::process::{CoxIngersollRoss, GeometricBrownian, Ito, OrnsteinUhlenbeck, Processes, Stratonovich};
use crate::solvers::{EulerMaruyama, Exact, Heun, Milstein, RungeKutta4, Solvers, Sra1, Sriw1, TamedEuler};
use crate::start::{Computed, Exponential, Fixed, Listed, Normal, Points, StartPoints, StartValue, Uniform};
use crate::systems::advance;
use quincunx_core::domain::Domain;
use quincunx_core::registry::Registry;
use quincunx_core::schedule::{Phase, Systems};

/// Ensembles of stochastic differential equations.
pub struct SdeDomain;

impl Domain for SdeDomain {
    fn name(&self) -> &'static str {
        "sde"
    }

    fn register(&self, registry: &mut Registry) {
        registry.object::<ensemble::Ensemble>();
        registry.add::<Processes, Ito>().add::<Processes, Stratonovich>();
        registry.add::<Processes, OrnsteinUhlenbeck>().add::<Processes, GeometricBrownian>();
        registry.add::<Processes, CoxIngersollRoss>();
        registry.add::<Solvers, EulerMaruyama>().add::<Solvers, Milstein>().add::<Solvers, Heun>();
        registry.add::<Solvers, TamedEuler>().add::<Solvers, Sra1>().add::<Solvers, Sriw1>();
        registry.add::<Solvers, RungeKutta4>().add::<Solvers, Exact>();
        registry
            .add::<StartValue, Fixed>()
            .add::<StartValue, Computed>()
            .add::<StartValue, Listed>()
            .add::<StartValue, Normal>();
        registry.add::<StartValue, Uniform>().add::<StartValue, Exponential>();
        registry.add::<StartPoints, Points>();
        registry.probe::<Moments>().probe::<Histogram>().probe::<Paths>().probe::<Expectation>();
        registry.probe::<TimeAverage>().probe::<FirstPassage>().probe::<Autocorrelation>();
        scaffold(registry);
    }

    fn systems(&self, systems: &mut Systems) {
        systems.add(Phase::Advance, advance).measured::<Ensemble>();
    }
}

/// How the examples become whole scenes.
fn scaffold(registry: &mut Registry) {
    registry.scaffold(&["Ensemble"], "(world: { \"cloud\": {} }, until: Steps(20))");
    registry.writes_scenes("process", examples::of_process).writes_scenes("solver", examples::of_solver);
    registry.scaffold(
        &["start value"],
        "(world: { \"cloud\": Ensemble(paths: 4, start: { \"x\": {} }, process: OrnsteinUhlenbeck(1, 0, 0.5), \
         solver: Exact, dt: 0.01) }, until: Steps(20))",
    );
    registry.scaffold(
        &["start"],
        "(world: { \"cloud\": Ensemble(paths: 4, start: {}, process: Ito(drift: { \"x\": \"-x\", \"y\": \"x\" }), \
         solver: RungeKutta4, dt: 0.01) }, until: Steps(20))",
    );
    registry.scaffold(
        &["Moments", "Histogram", "Paths", "Expectation", "TimeAverage", "FirstPassage", "Autocorrelation"],
        "(world: { \"ou\": Ensemble(paths: 300, start: { \"x\": 1.0 }, process: OrnsteinUhlenbeck(1, 0, 0.5), \
         solver: Exact, dt: 0.01) }, until: Steps(20), record: { \"example\": {} })",
    );
}
