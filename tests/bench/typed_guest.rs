// SPDX-License-Identifier: MIT
//! The same as typed_guest.c in Rust: ASKED COUNT [stay].
use std::cell::Cell;
use std::io::Write;
use std::time::Duration;

wit_bindgen::generate!({ path: "app.wit", generate_all });

use bpf::app::{params, programs};

struct App;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
    static SEEN: Cell<u64> = const { Cell::new(0) };
    static MISPLACED: Cell<u64> = const { Cell::new(0) };
    static TEXT: Cell<usize> = const { Cell::new(0) };
}

fn start() -> Result<(), String> {
    let args: Vec<String> = std::env::args().collect();
    let asked = args[1].parse().map_err(|_| "ASKED is no number")?;
    COUNT.set(args[2].parse().map_err(|_| "COUNT is no number")?);
    params::set_asked(asked)?;
    programs::attach_all()?;
    println!("waiting");
    Ok(())
}

impl exports::wasi::cli::run::Guest for App {
    fn run() -> Result<(), ()> {
        start().map_err(|error| eprintln!("{error}"))
    }
}

impl Guest for App {
    fn on_events(records: Vec<Event>) {
        let (mut seen, mut misplaced, mut text) = (SEEN.get(), MISPLACED.get(), TEXT.get());
        for event in records {
            misplaced += u64::from(event.duration_ns != seen);
            text += event.comm.len() + event.filename.len();
            seen += 1;
        }
        SEEN.set(seen);
        MISPLACED.set(misplaced);
        TEXT.set(text);
        if seen < COUNT.get() {
            return;
        }
        println!("{seen} {misplaced}");
        std::io::stdout().flush().unwrap();
        if std::env::args().len() > 3 {
            std::thread::sleep(Duration::from_secs(10)); // until it is measured
        }
        std::process::exit((text == 0).into());
    }

    fn on_end() {
        println!("{} {}", SEEN.get(), MISPLACED.get());
    }
}

export!(App);
