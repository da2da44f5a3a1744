//! Two-phase commit with so many resource managers, as docs/tutorial has it: they prepare or abort by themselves, the coordinator
//! commits once it has heard of all of them, or aborts; what was sent arrives any number of times.
//!
//! Prints what a breadth-first search on one thread found and took, as JSON.

use stateright::{Checker, Model, Property};
use std::time::Instant;

#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Standing {
    Working,
    Prepared,
    Committed,
    Aborted,
}

#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct World {
    managers: Vec<Standing>,
    /// `Working` until it has decided; its message is under way from then on.
    coordinator: Standing,
    /// A bit for each manager: the coordinator has heard of it; its message is under way.
    heard: u32,
    said: u32,
}

#[derive(Clone, Debug, PartialEq)]
enum Action {
    Hear(usize),
    Decide(Standing),
    Prepare(usize),
    GiveUp(usize),
    Obey(usize),
}

struct TwoPhaseCommit {
    managers: usize,
}

impl Model for TwoPhaseCommit {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        let managers = vec![Standing::Working; self.managers];
        vec![World { managers, coordinator: Standing::Working, heard: 0, said: 0 }]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        let is_decided = world.coordinator != Standing::Working;
        if !is_decided {
            if world.heard == (1 << self.managers) - 1 {
                actions.push(Action::Decide(Standing::Committed));
            }
            actions.push(Action::Decide(Standing::Aborted));
        }
        for manager in 0..self.managers {
            if world.said >> manager & 1 == 1 {
                actions.push(Action::Hear(manager));
            }
            if world.managers[manager] == Standing::Working {
                actions.push(Action::Prepare(manager));
                actions.push(Action::GiveUp(manager));
            }
            if is_decided {
                actions.push(Action::Obey(manager));
            }
        }
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        let mut next = world.clone();
        match action {
            Action::Hear(manager) if world.coordinator == Standing::Working => next.heard |= 1 << manager,
            Action::Hear(_) => {}
            Action::Decide(decision) => next.coordinator = decision,
            Action::Prepare(manager) => {
                next.managers[manager] = Standing::Prepared;
                next.said |= 1 << manager;
            }
            Action::GiveUp(manager) => next.managers[manager] = Standing::Aborted,
            Action::Obey(manager) => next.managers[manager] = world.coordinator,
        }
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("consistent", |_, World { managers, .. }| {
            !(managers.contains(&Standing::Committed) && managers.contains(&Standing::Aborted))
        })]
    }
}

/// The most memory that this process ever had, in MB.
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
    // It counts the initial world as one that was come by.
    let (worlds, transitions) = (checker.unique_state_count(), checker.state_count() - 1);
    println!("{{\"worlds\":{worlds},\"transitions\":{transitions},\"ms\":{ms},\"megabytes\":{}}}", megabytes());
}
