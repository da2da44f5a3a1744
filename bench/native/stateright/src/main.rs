//! Two-phase commit with a number of resource managers, as in docs/tutorial: a manager prepares or aborts by itself; the
//! coordinator commits after a message of every manager, or aborts; a message arrives any number of times.
//!
//! Prints the result and the time of a breadth-first search on one thread, as JSON.

use stateright::{Checker, Model, Property};
use std::time::Instant;

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Phase {
    Working,
    Prepared,
    Committed,
    Aborted,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct World {
    managers: Vec<Phase>,
    /// `Working` before the decision; after it, the message of the decision is in flight.
    coordinator: Phase,
    /// One bit for each manager: its message was received by the coordinator; its message is in flight.
    received: u32,
    sent: u32,
}

#[derive(Clone, Debug, PartialEq)]
enum Action {
    Receive(usize),
    Decide(Phase),
    Prepare(usize),
    Abort(usize),
    Obey(usize),
}

struct TwoPhaseCommit {
    managers: usize,
}

impl Model for TwoPhaseCommit {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        let managers = vec![Phase::Working; self.managers];
        vec![World { managers, coordinator: Phase::Working, received: 0, sent: 0 }]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        let is_decided = world.coordinator != Phase::Working;
        if !is_decided {
            if world.received == (1 << self.managers) - 1 {
                actions.push(Action::Decide(Phase::Committed));
            }
            actions.push(Action::Decide(Phase::Aborted));
        }
        for manager in 0..self.managers {
            if world.sent >> manager & 1 == 1 {
                actions.push(Action::Receive(manager));
            }
            if world.managers[manager] == Phase::Working {
                actions.push(Action::Prepare(manager));
                actions.push(Action::Abort(manager));
            }
            if is_decided {
                actions.push(Action::Obey(manager));
            }
        }
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        let mut next = world.clone();
        match action {
            Action::Receive(manager) if world.coordinator == Phase::Working => next.received |= 1 << manager,
            Action::Receive(_) => {}
            Action::Decide(decision) => next.coordinator = decision,
            Action::Prepare(manager) => {
                next.managers[manager] = Phase::Prepared;
                next.sent |= 1 << manager;
            }
            Action::Abort(manager) => next.managers[manager] = Phase::Aborted,
            Action::Obey(manager) => next.managers[manager] = world.coordinator,
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("consistent", |_, World { managers, .. }| {
            !(managers.contains(&Phase::Committed) && managers.contains(&Phase::Aborted))
        })]
    }
}

/// The maximum of this process's memory, in MB.
fn megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kb| kb.parse().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}

fn main() {
    let managers = std::env::args().nth(1).and_then(|count| count.parse().ok()).expect("how many managers?");
    let begun = Instant::now();
    let checker = TwoPhaseCommit { managers }.checker().threads(1).spawn_bfs().join();
    let ms = begun.elapsed().as_secs_f64() * 1000.0;
    checker.assert_properties();
    // Stateright counts the initial world as a transition.
    let (worlds, transitions) = (checker.unique_state_count(), checker.state_count() - 1);
    println!("{{\"worlds\":{worlds},\"transitions\":{transitions},\"ms\":{ms},\"megabytes\":{}}}", megabytes());
}
