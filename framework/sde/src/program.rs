//! Formulas compiled into instructions on blocks of lanes.
//!
//! Formulas become one graph, in which products and the sums around them are then fused. What is the
//! same for all paths is computed apart, once a step, in f64. The rest is put in an order that needs few registers, for
//! a register is a block of lanes, and all of them must stay in the fastest cache.

use crate::code::{Instruction, Op, Operand, Placed, Target};
use crate::dag::{Builder, Dag, Fused, Id, Node, collected};
use crate::expression::{Expr, Function2, Symbol};
use std::collections::HashMap;

/// Instructions that compute formulas for a block of paths; [`Machine`](crate::interpret::Machine) runs them.
#[derive(Clone, Debug)]
pub struct Program {
    /// The graph after fusing, and the node of each output: what the reference walks.
    pub(crate) dag: Dag,
    pub(crate) outputs: Vec<Id>,
    /// What is the same for all paths, each after what it works on, by numbers in this list.
    pub(crate) scalars: Vec<Node>,
    /// The numbers of the scalars that change with time.
    pub(crate) timed: Vec<usize>,
    pub(crate) code: Vec<Placed>,
    registers: usize,
    variables: usize,
    noises: usize,
}

/// What a parameter is to a program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Parameter {
    /// The same number for all paths.
    Value(f64),
    /// A number for each path: the caller puts them into this row of the input, behind the variables.
    Row(usize),
}

impl Program {
    /// Compiles formulas. Parameters become constants; one that is missing is NaN.
    ///
    /// Results differ from those of the formulas as they stand by a few roundings: products are regrouped around what is
    /// the same for all paths, a division by a constant becomes a multiplication, a·b + c is rounded once.
    pub fn compile(outputs: &[Expr], params: &[f64]) -> Program {
        let params: Vec<Parameter> = params.iter().map(|value| Parameter::Value(*value)).collect();
        Program::swept(outputs, &params)
    }

    /// Compiles formulas of which some parameters differ from path to path.
    pub fn swept(outputs: &[Expr], params: &[Parameter]) -> Program {
        let mut builder = Builder::new(params);
        let outputs: Vec<Id> = outputs.iter().map(|formula| builder.formula(formula)).collect();
        let (dag, outputs) = collected(&builder.dag, &outputs, &uses(&builder.dag, &outputs));
        let (dag, outputs) = fused(&dag, &outputs);
        let mut emitter = Emitter::new(&dag, &outputs);
        emitter.emit();
        let highest = |wanted: fn(Symbol) -> Option<usize>| {
            let symbols = dag.nodes.iter().filter_map(|node| match node {
                Node::Symbol(symbol) => wanted(*symbol).map(|n| n + 1),
                _ => None,
            });
            symbols.max().unwrap_or(0)
        };
        Program {
            variables: dag
                .calls
                .iter()
                .filter(|site| site.direct)
                .map(|site| site.inputs)
                .fold(highest(|s| if let Symbol::Variable(n) = s { Some(n) } else { None }), usize::max),
            noises: highest(|s| if let Symbol::Noise(n) = s { Some(n) } else { None }),
            registers: emitter.registers,
            timed: emitter.timed,
            scalars: emitter.scalars,
            code: emitter.code.iter().map(|instruction| instruction.placed(&dag.calls)).collect(),
            dag,
            outputs,
        }
    }

    /// How many instructions a block of lanes takes.
    pub fn instructions(&self) -> usize {
        self.code.len()
    }

    /// How many blocks of lanes it needs besides inputs and outputs.
    pub fn registers(&self) -> usize {
        self.registers
    }

    /// How many formulas it computes.
    pub fn outputs(&self) -> usize {
        self.outputs.len()
    }

    /// How many rows it reads as variables and swept parameters: one more than the highest number.
    pub fn variables(&self) -> usize {
        self.variables
    }

    /// How many normals a step takes: one more than the highest number.
    pub fn noises(&self) -> usize {
        self.noises
    }

    /// How many calls of procedures, which may fail, it makes.
    pub fn procedures(&self) -> usize {
        self.dag.calls.len()
    }

    /// Whether anything in it changes with time alone.
    pub fn timed(&self) -> bool {
        !self.timed.is_empty()
    }
}

/// Uses of each node by nodes that matter and as output.
fn uses(dag: &Dag, outputs: &[Id]) -> Vec<usize> {
    let mut uses = vec![0; dag.nodes.len()];
    outputs.iter().for_each(|id| uses[*id] += 1);
    for (id, node) in dag.nodes.iter().enumerate().rev() {
        if uses[id] > 0 {
            node.operands().for_each(|operand| uses[operand] += 1);
        }
    }
    uses
}

/// The graph without what nobody uses, and with a·b + c as one node where nobody else uses a·b.
fn fused(dag: &Dag, outputs: &[Id]) -> (Dag, Vec<Id>) {
    let uses = uses(dag, outputs);
    let (mut new, mut numbers) = (Dag::default(), vec![0; dag.nodes.len()]);
    new.calls = dag.calls.clone();
    for (id, node) in dag.nodes.iter().enumerate().filter(|(id, _)| uses[*id] > 0) {
        let node = multiply_add(dag, &uses, id).unwrap_or(*node);
        numbers[id] = new.insert(node.renumbered(|operand| numbers[operand]));
    }
    let outputs: Vec<Id> = outputs.iter().map(|id| numbers[*id]).collect();
    (new, outputs)
}

fn multiply_add(dag: &Dag, uses: &[usize], id: Id) -> Option<Node> {
    let product = |id: Id| match dag.nodes[id] {
        Node::Binary(Function2::Mul, a, b) if uses[id] == 1 && !dag.uniform[id] => Some((a, b)),
        _ => None,
    };
    let Node::Binary(f @ (Function2::Add | Function2::Sub), left, right) = dag.nodes[id] else { return None };
    match (f, product(left), product(right)) {
        (Function2::Add, _, Some((a, b))) => Some(Node::Fused(Fused::MulAdd, a, b, left)),
        (Function2::Add, Some((a, b)), None) => Some(Node::Fused(Fused::MulAdd, a, b, right)),
        (_, _, Some((a, b))) => Some(Node::Fused(Fused::NegMulAdd, a, b, left)),
        (_, Some((a, b)), None) => Some(Node::Fused(Fused::MulSub, a, b, right)),
        _ => None,
    }
}

/// Orders nodes and gives them places.
struct Emitter<'a> {
    dag: &'a Dag,
    outputs: &'a [Id],
    /// Uses by instructions that are not yet emitted, copies to outputs included.
    left: Vec<usize>,
    /// How many registers a node's tree takes, roughly: the heavier operand comes first.
    weight: Vec<usize>,
    places: HashMap<Id, Operand>,
    free: Vec<usize>,
    registers: usize,
    scalars: Vec<Node>,
    timed: Vec<usize>,
    code: Vec<Instruction>,
}

impl<'a> Emitter<'a> {
    fn new(dag: &'a Dag, outputs: &'a [Id]) -> Emitter<'a> {
        let weight = Vec::with_capacity(dag.nodes.len());
        let mut emitter = Emitter {
            dag,
            outputs,
            left: uses(dag, outputs),
            weight,
            places: HashMap::new(),
            free: Vec::new(),
            registers: 0,
            scalars: Vec::new(),
            timed: Vec::new(),
            code: Vec::new(),
        };
        emitter.weigh();
        emitter.place_inputs();
        emitter
    }

    /// Sethi and Ullman's numbers.
    fn weigh(&mut self) {
        for (id, node) in self.dag.nodes.iter().enumerate() {
            let mut below: Vec<usize> = node.operands().map(|operand| self.weight[operand]).collect();
            below.sort_unstable_by(|a, b| b.cmp(a));
            let needed = below.iter().enumerate().map(|(held, weight)| held + weight).max();
            let inner = if self.dag.uniform[id] { 0 } else { needed.unwrap_or(0).max(1) };
            self.weight.push(if node.operands().next().is_none() { 0 } else { inner });
        }
    }

    /// Symbols stand where the caller puts them; what is uniform is a scalar.
    fn place_inputs(&mut self) {
        let mut numbers = HashMap::new();
        for (id, node) in self.dag.nodes.iter().enumerate().filter(|(id, _)| self.left[*id] > 0) {
            let place = match node {
                _ if self.dag.uniform[id] => {
                    let timed = matches!(node, Node::Symbol(_))
                        || node.operands().any(|operand| self.timed.contains(&numbers[&operand]));
                    let number = self.scalars.len();
                    self.scalars.push(node.renumbered(|operand| numbers[&operand]));
                    if timed {
                        self.timed.push(number);
                    }
                    numbers.insert(id, number);
                    Operand::Scalar(number)
                }
                Node::Symbol(Symbol::Variable(n)) => Operand::Variable(*n),
                Node::Symbol(Symbol::Noise(n)) => Operand::Noise(*n),
                _ => continue,
            };
            self.places.insert(id, place);
        }
    }

    fn emit(&mut self) {
        for (n, id) in self.outputs.iter().enumerate() {
            let taken = matches!(self.dag.nodes[*id], Node::Taken(..));
            if taken || self.places.contains_key(id) || self.left[*id] > 1 {
                let from = self.visit(*id);
                self.code.push(Instruction { op: Op::Copy, to: Target::Output(n), from: [from; 3] });
                self.release(*id);
            } else {
                self.operate(*id, Some(Target::Output(n)));
            }
        }
    }

    /// Emits what computes a node, if nothing has yet: where it stands.
    fn visit(&mut self, id: Id) -> Operand {
        match self.places.get(&id) {
            Some(place) => *place,
            None => self.operate(id, None),
        }
    }

    fn operate(&mut self, id: Id, to: Option<Target>) -> Operand {
        let node = self.dag.nodes[id];
        let mut order: Vec<Id> = node.operands().collect();
        order.sort_by_key(|operand| std::cmp::Reverse(self.weight[*operand]));
        order.iter().for_each(|operand| {
            self.visit(*operand);
        });
        let mut from = node.operands().map(|operand| self.visit(operand));
        let first = from.next().unwrap_or(Operand::Scalar(0));
        let from = [first, from.next().unwrap_or(first), from.next().unwrap_or(first)];
        if let Node::Taken(call, output, _) = node {
            self.places.insert(id, Operand::Taken(call, output));
            return Operand::Taken(call, output);
        }
        if node.acts() {
            self.places.insert(id, Operand::Scalar(0));
            self.code.push(Instruction { op: operation(node), to: Target::Nowhere, from });
            node.operands().for_each(|operand| self.release(operand));
            return Operand::Scalar(0);
        }
        // Before operands are released: no target is an operand.
        let register = self.free.pop().unwrap_or(self.registers);
        let to = to.unwrap_or(Target::Register(register));
        match to {
            Target::Register(_) => self.registers = self.registers.max(register + 1),
            Target::Output(_) if register < self.registers => self.free.push(register),
            Target::Output(_) | Target::Nowhere => {}
        }
        self.places.insert(id, Operand::Register(register));
        self.code.push(Instruction { op: operation(node), to, from });
        node.operands().for_each(|operand| self.release(operand));
        Operand::Register(register)
    }

    /// One use less; after the last its register is free.
    fn release(&mut self, id: Id) {
        self.left[id] -= 1;
        if let (0, Some(Operand::Register(register))) = (self.left[id], self.places.get(&id)) {
            self.free.push(*register);
        }
    }
}

fn operation(node: Node) -> Op {
    match node {
        Node::Constant(_) | Node::Symbol(_) | Node::Taken(..) => Op::Copy,
        Node::Unary(f, _) => Op::Unary(f),
        Node::Binary(f, ..) => Op::Binary(f),
        Node::Compare(how, ..) => Op::Compare(how),
        Node::Select(..) => Op::Select,
        Node::Fused(f, ..) => Op::Fused(f),
        Node::Pass(call, slot, ..) => Op::Pass(call, slot),
        Node::Evaluate(call, ..) => Op::Evaluate(call),
    }
}
