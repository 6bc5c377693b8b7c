//! The instructions of a program, with their operands where a machine has them.

use crate::dag::{Fused, Site};
use crate::expression::{Comparison, Function1, Function2};

/// What an instruction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Copy,
    Unary(Function1),
    Binary(Function2),
    Compare(Comparison),
    Select,
    Fused(Fused),
    /// Hands a row to a call, as its variable of that number.
    Pass(usize, usize),
    /// Makes a call.
    Evaluate(usize),
}

/// Where an operand stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    Register(usize),
    Variable(usize),
    Noise(usize),
    Scalar(usize),
    /// A row that a call has made.
    Taken(usize, usize),
}

/// Where a result goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Register(usize),
    Output(usize),
    /// It is something done, and makes no row.
    Nowhere,
}

/// One operation on all lanes of a block. The target is never one of its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instruction {
    pub op: Op,
    pub to: Target,
    /// Operands that the operation does not have repeat the first.
    pub from: [Operand; 3],
}

/// Rows that stand beside each other while an instruction runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bank {
    Variables,
    Noise,
    /// Registers before the target, and all of them if that is none.
    Before,
    /// Registers after the target.
    After,
    /// What calls have made, one after the other.
    Called,
}

/// How many banks there are.
pub(crate) const BANKS: usize = 5;

/// The place of an operand: in a bank, or among the scalars.
///
/// To find it takes no decision: one that differs from operand to operand would cost more than an instruction on a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub bank: Bank,
    pub index: u32,
}

/// An instruction as a machine runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub op: Op,
    pub to: Target,
    /// Which operands are scalars.
    pub scalar: [bool; 3],
    pub from: [Place; 3],
}

impl Instruction {
    /// With operands where they stand while it runs.
    pub fn placed(self, calls: &[Site]) -> Placed {
        let scalar = self.from.map(|operand| matches!(operand, Operand::Scalar(_)));
        Placed { op: self.op, to: self.to, scalar, from: self.from.map(|operand| self.place(operand, calls)) }
    }

    fn place(&self, operand: Operand, calls: &[Site]) -> Place {
        let (bank, index) = match (operand, self.to) {
            (Operand::Variable(n) | Operand::Scalar(n), _) => (Bank::Variables, n),
            (Operand::Noise(n), _) => (Bank::Noise, n),
            (Operand::Register(n), Target::Register(to)) if n > to => (Bank::After, n - to - 1),
            (Operand::Register(n), _) => (Bank::Before, n),
            (Operand::Taken(call, output), _) => (Bank::Called, first_output(calls, call) + output),
        };
        Place { bank, index: index as u32 }
    }
}

/// The number of a call's first row among those of all calls.
pub(crate) fn first_output(calls: &[Site], call: usize) -> usize {
    calls.iter().take(call).map(|site| site.of.outputs()).sum()
}
