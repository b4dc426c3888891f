// SPDX-License-Identifier: MIT
//! A guest whose events have the type that wit-bindgen makes of btf2wit's WIT.
//!
//! That type is for interfaces: it has lists and names in place of arrays and padding, and no
//! layout that is promised. So a record is read by the type that btf2h makes, and turned into it.

mod types;

mod wit {
    wit_bindgen::generate!({ path: "bootstrap.wit", generate_unused_types: true });
}

use wasm_bpf_binding::{Object, Plain, Result, RingBuffer};
use wit::bpf::bootstrap::types::Event;

static BPF: &[u8] = include_bytes!("../bootstrap.bpf.o");

// SAFETY: btf2h packs its structs and names their padding; these are integers and bytes.
unsafe impl Plain for types::Event {}

/// The characters of a C string.
fn list(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().take_while(|&byte| byte != 0).collect()
}

impl From<types::Event> for Event {
    fn from(event: types::Event) -> Event {
        Event {
            pid: event.pid,
            ppid: event.ppid,
            exit_code: event.exit_code,
            duration_ns: event.duration_ns,
            comm: list(&event.comm),
            filename: list(&event.filename),
            exit_event: event.exit_event != 0,
        }
    }
}

/// Stands for whatever takes the type of the interface: a host, a component, a library.
fn show(event: &Event) {
    let Event { pid, ppid, exit_code, exit_event, .. } = event;
    let comm = String::from_utf8_lossy(&event.comm);
    if *exit_event {
        println!("EXIT  {comm:<16} {pid:<7} {ppid:<7} [{exit_code}]");
    } else {
        let filename = String::from_utf8_lossy(&event.filename);
        println!("EXEC  {comm:<16} {pid:<7} {ppid:<7} {filename}");
    }
}

fn main() -> Result<()> {
    let object = Object::load(BPF)?;
    object.attach_all()?;
    RingBuffer::new(&object, "rb")?.for_each(|record| {
        if let Some(event) = types::Event::from_bytes(record) {
            show(&event.into());
        }
    })
}
