//! The words that both sides of the boundary have for the same.

use super::abi::abi_stable::std_types::ROption;
use super::abi::{
    CalculusV1, ConstantV1, ErrorKindV1, ErrorV1, NoiseClassV1, OrderV1, ProcessInfoV1, SolverCardV1, StepV1,
};
use crate::fault::{Fault, FaultKind};
use crate::process::{Calculus, Constant, Info, NoiseClass};
use crate::solver::{Card, Order, Step};

impl From<Calculus> for CalculusV1 {
    fn from(calculus: Calculus) -> Self {
        match calculus {
            Calculus::Ito => CalculusV1::Ito,
            Calculus::Stratonovich => CalculusV1::Stratonovich,
        }
    }
}

impl From<CalculusV1> for Calculus {
    fn from(calculus: CalculusV1) -> Self {
        match calculus {
            CalculusV1::Ito => Calculus::Ito,
            CalculusV1::Stratonovich => Calculus::Stratonovich,
        }
    }
}

impl From<NoiseClass> for NoiseClassV1 {
    fn from(class: NoiseClass) -> Self {
        match class {
            NoiseClass::None => NoiseClassV1::None,
            NoiseClass::Additive => NoiseClassV1::Additive,
            NoiseClass::Diagonal => NoiseClassV1::Diagonal,
            NoiseClass::Commutative => NoiseClassV1::Commutative,
            NoiseClass::General => NoiseClassV1::General,
        }
    }
}

impl From<NoiseClassV1> for NoiseClass {
    fn from(class: NoiseClassV1) -> Self {
        match class {
            NoiseClassV1::None => NoiseClass::None,
            NoiseClassV1::Additive => NoiseClass::Additive,
            NoiseClassV1::Diagonal => NoiseClass::Diagonal,
            NoiseClassV1::Commutative => NoiseClass::Commutative,
            NoiseClassV1::General => NoiseClass::General,
        }
    }
}

impl From<Info> for ProcessInfoV1 {
    fn from(info: Info) -> Self {
        ProcessInfoV1 {
            variables: info.variables.into_iter().map(Into::into).collect(),
            wieners: info.wieners as u64,
            class: info.class.into(),
            calculus: info.calculus.into(),
            projects: info.projects,
            constant: info.constant.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Constant> for ConstantV1 {
    fn from(Constant { variable, wiener, strength }: Constant) -> Self {
        ConstantV1 { variable: variable as u64, wiener: wiener as u64, strength }
    }
}

impl From<ConstantV1> for Constant {
    fn from(ConstantV1 { variable, wiener, strength }: ConstantV1) -> Self {
        Constant { variable: variable as usize, wiener: wiener as usize, strength }
    }
}

impl From<ProcessInfoV1> for Info {
    fn from(info: ProcessInfoV1) -> Self {
        Info {
            variables: info.variables.into_iter().map(Into::into).collect(),
            wieners: info.wieners as usize,
            class: info.class.into(),
            calculus: info.calculus.into(),
            projects: info.projects,
            constant: info.constant.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Card> for SolverCardV1 {
    fn from(card: Card) -> Self {
        let order =
            |order: Order| OrderV1 { class: order.class.into(), strong: order.strong, weak: order.weak };
        SolverCardV1 {
            calculus: card.calculus.map(Into::into).into(),
            orders: card.orders.into_iter().map(order).collect(),
            wieners: card.wieners.map(|count| count as u64).into(),
            dz: card.dz,
        }
    }
}

impl From<SolverCardV1> for Card {
    fn from(card: SolverCardV1) -> Self {
        let order =
            |order: OrderV1| Order { class: order.class.into(), strong: order.strong, weak: order.weak };
        Card {
            calculus: card.calculus.into_option().map(Into::into),
            orders: card.orders.into_iter().map(order).collect(),
            wieners: match card.wieners {
                ROption::RSome(count) => Some(count as usize),
                ROption::RNone => None,
            },
            dz: card.dz,
            exact: false,
        }
    }
}

impl<'a> From<Step<'a>> for StepV1<'a> {
    fn from(step: Step<'a>) -> Self {
        StepV1 {
            t: step.t,
            dt: step.dt,
            paths: step.paths as u64,
            variables: step.variables as u64,
            wieners: step.wieners as u64,
            dw: step.dw.into(),
            dz: step.dz.into(),
        }
    }
}

impl<'a> From<StepV1<'a>> for Step<'a> {
    fn from(step: StepV1<'a>) -> Self {
        Step {
            t: step.t,
            dt: step.dt,
            paths: step.paths as usize,
            variables: step.variables as usize,
            wieners: step.wieners as usize,
            dw: step.dw.as_slice(),
            dz: step.dz.as_slice(),
        }
    }
}

impl From<ErrorV1> for Fault {
    fn from(error: ErrorV1) -> Self {
        Fault {
            kind: match error.kind {
                ErrorKindV1::Refused => FaultKind::Refused,
                ErrorKindV1::Panicked => FaultKind::Panicked,
                ErrorKindV1::DescribedOnly => FaultKind::DescribedOnly,
            },
            message: error.message.into(),
            place: (!error.place.is_empty()).then(|| error.place.into()),
            plugin: None,
        }
    }
}
