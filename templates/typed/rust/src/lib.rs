//! The guest: gets the records of the kernel side, and prints them.

wit_bindgen::generate!({ path: "app.wit", generate_all });

use bpf::app::params;

struct App;

fn line(pid: &str, ppid: &str, comm: &str, filename: &str) {
    println!("{pid:<7} {ppid:<7} {comm:<16} {filename}");
}

impl exports::wasi::cli::run::Guest for App {
    /// Is called first. When it has returned, the programs are attached.
    fn run() -> Result<(), ()> {
        if let Some(parent) = std::env::args().nth(1).and_then(|arg| arg.parse().ok()) {
            params::set_only_ppid(parent).map_err(|error| eprintln!("{error}"))?;
        }
        line("PID", "PPID", "COMM", "FILENAME");
        Ok(())
    }
}

impl Guest for App {
    /// Is called with what is in the ring buffer `events`.
    fn on_events(records: Vec<Event>) {
        for r in records {
            line(&r.pid.to_string(), &r.ppid.to_string(), &r.comm, &r.filename);
        }
    }

    /// Is called last.
    fn on_end() {}
}

export!(App);
