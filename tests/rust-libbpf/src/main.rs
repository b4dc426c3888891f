// SPDX-License-Identifier: MIT
//! A tool as it is written for libbpf-rs. It sees its own writes to the standard error.
use libbpf_rs::skel::{OpenSkel, Skel, SkelBuilder};
use libbpf_rs::{ErrorExt, ErrorKind, MapCore, MapFlags, PerfBufferBuilder, RingBufferBuilder};
use std::cell::RefCell;
use std::mem::{size_of, MaybeUninit};
use std::time::Duration;

mod probe {
    include!(concat!(env!("OUT_DIR"), "/probe.skel.rs"));
}
use probe::{types, ProbeSkelBuilder};

fn event(data: &[u8]) -> types::event {
    assert!(data.len() >= size_of::<types::event>());
    // SAFETY: the bytes are those of an event, and there are enough.
    unsafe { data.as_ptr().cast::<types::event>().read_unaligned() }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = ProbeSkelBuilder::default();
    builder.obj_builder.debug(false);
    let mut object = MaybeUninit::uninit();
    let mut open = builder.open(&mut object)?;
    let rodata = open.maps.rodata_data.as_deref_mut().expect("rodata");
    assert_eq!(rodata.config.state, types::state::Done);
    rodata.config.loud.write(true);
    open.maps.counts.set_max_entries(4)?;

    let mut skel = open.load()?;
    assert!(!skel.maps.rodata_data.as_deref().expect("rodata").quiet);
    let bss = skel.maps.bss_data.as_deref_mut().expect("bss");
    bss.only_pid = std::env::args().nth(1).ok_or("no process")?.parse()?;
    assert_eq!(skel.maps.counts.info()?.max_entries, 4);

    let (ring, perf) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
    let mut builder = RingBufferBuilder::new();
    builder.add(&skel.maps.events, |data| {
        ring.borrow_mut().push(event(data));
        0
    })?;
    let events = builder.build()?;
    let samples = PerfBufferBuilder::new(&skel.maps.samples)
        .sample_cb(|_cpu: i32, data: &[u8]| perf.borrow_mut().push(event(data)))
        .lost_cb(|cpu, count| panic!("lost {count} on CPU {cpu}"))
        .build()?;
    skel.attach()?;
    for _ in 0..3 {
        eprint!(".");
    }
    while ring.borrow().len() < 3 {
        events.poll(Duration::from_millis(100))?;
    }
    while perf.borrow().len() < 3 {
        samples.poll(Duration::from_millis(100))?;
    }
    assert_eq!(events.poll_raw(Duration::ZERO), 0);
    for (number, event) in ring.borrow().iter().chain(perf.borrow().iter()).enumerate() {
        assert_eq!(event.number, number as u64 % 3);
        assert_eq!(event.state, types::state::Done);
        assert!(unsafe { event.loud.assume_init() });
    }
    println!("{} of {}", ring.borrow()[2].number, ring.borrow()[2].pid); // plain fields

    let bss = skel.maps.bss_data.as_deref().expect("bss");
    assert!(bss.seen && bss.total >= 3);
    let keys: Vec<_> = skel.maps.counts.keys().collect();
    assert_eq!(keys, [bss.only_pid.to_ne_bytes()]);
    assert!(skel.maps.counts.lookup(&keys[0], MapFlags::ANY)?.is_some());
    let values = skel.maps.per_cpu.lookup_percpu(&[0; 4], MapFlags::ANY)?.expect("values");
    assert_eq!(values.len(), libbpf_rs::num_possible_cpus()?);
    let key = 5u32.to_ne_bytes();
    skel.maps.counts.update(&key, &7u64.to_ne_bytes(), MapFlags::NO_EXIST)?;
    let again = skel.maps.counts.update(&key, &[0; 8], MapFlags::NO_EXIST).unwrap_err();
    assert_eq!(again.kind(), ErrorKind::AlreadyExists);
    skel.maps.counts.delete(&key)?;
    let gone = skel.maps.counts.delete(&key).context("a second time").unwrap_err();
    assert_eq!((gone.kind(), gone.to_string()), (ErrorKind::NotFound, "a second time".into()));
    assert!(skel.maps.counts.lookup(&[0; 3], MapFlags::ANY).is_err());
    println!("done");
    Ok(())
}
