// SPDX-License-Identifier: MIT
//! Uses what the safe API has on any runtime, and expects what it promises: the same with and
//! without the feature `v2`.
//!
//! `api NAME` says "ready" when it waits for six programs of that name to be executed.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::time::Duration;
use wasm_bpf_binding::{
    errno, text, Error, Object, ObjectBuilder, PerCpu, Plain, RingBuffer, Update,
};

static BPF: &[u8] = include_bytes!(env!("BPF_OBJECT"));

#[repr(C, packed)]
#[derive(Clone, Copy, Debug, PartialEq)]
struct Value {
    count: u64,
    parts: [u32; 2],
}
// SAFETY: packed, and all of it integers.
unsafe impl Plain for Value {}

#[track_caller]
fn expect<T>(result: Result<T, Error>, errno: i32, message: &str) {
    let err = result.err().expect("an error");
    let text = err.to_string();
    assert_eq!((err.errno(), text.lines().next()), (errno, Some(message)), "{text}");
}

fn globals(wanted: &str) -> Object {
    let build = || ObjectBuilder::new(BPF);
    expect(
        build().global("none", &0u32),
        errno::ENOENT,
        "global variable 'none': no such file or directory (ENOENT)",
    );
    expect(
        build().global("in_rodata", &0u64),
        errno::EINVAL,
        "global variable 'in_rodata' has 4 bytes, not 8: invalid argument (EINVAL)",
    );
    expect(
        build().global("hash", &[0u8; 32]),
        errno::ENOENT,
        "global variable 'hash': no such file or directory (ENOENT)",
    );
    let mut comm = [0u8; 16];
    comm[..wanted.len()].copy_from_slice(wanted.as_bytes());
    let object = build()
        .global("wanted", &comm)
        .and_then(|builder| builder.global("in_rodata", &10u32))
        .and_then(|builder| builder.global("in_data", &20u64))
        .and_then(|builder| builder.global("in_bss", &30u32))
        .and_then(|builder| builder.load())
        .expect("a loaded object");
    assert_eq!(object.global::<[u8; 16]>("wanted"), Ok(comm));
    assert_eq!(object.global::<u32>("in_rodata"), Ok(10));
    assert_eq!(object.global::<u64>("in_data"), Ok(20));
    assert_eq!(object.global::<u32>("in_bss"), Ok(30));
    assert_eq!(object.global::<u32>("sent"), Ok(0));
    object
}

fn hash(object: &Object) {
    let map = object.map::<i32, Value>("hash").unwrap();
    let value = |count| Value { count, parts: [1, 2] };
    assert_eq!(map.lookup(&1), Ok(None));
    assert_eq!(map.next_key(None), Ok(None));
    assert_eq!(map.iter().count(), 0);
    assert_eq!(map.update_if(&1, &value(7), Update::New), Ok(()));
    expect(
        map.update_if(&1, &value(8), Update::New),
        errno::EEXIST,
        "map 'hash': exists already (EEXIST)",
    );
    expect(
        map.update_if(&2, &value(8), Update::Existing),
        errno::ENOENT,
        "map 'hash': no such file or directory (ENOENT)",
    );
    assert_eq!(map.lookup(&1), Ok(Some(value(7))));
    assert_eq!(map.delete(&1), Ok(true));
    assert_eq!(map.delete(&1), Ok(false));
    (0..100).for_each(|key| map.update(&key, &value(key as u64)).unwrap());
    expect(map.update(&100, &value(0)), errno::E2BIG, "map 'hash': argument list too long (E2BIG)");
    let keys: BTreeSet<i32> = map.keys().map(|key| key.unwrap()).collect();
    assert_eq!(keys, (0..100).collect());
    for entry in &map {
        let (key, value) = entry.unwrap();
        assert_eq!({ value.count }, key as u64);
        assert_eq!(map.delete(&key), Ok(true));
    }
    assert_eq!(map.next_key(None), Ok(None));
}

fn maps(object: &Object) {
    hash(object);
    let sized = object.map::<u32, [u8; 3]>("sized").unwrap();
    assert_eq!(sized.update(&3, b"abc"), Ok(()));
    assert_eq!(sized.lookup(&3), Ok(Some(*b"abc")));
    assert_eq!(sized.lookup(&4), Ok(None));
    assert_eq!(sized.keys().count(), 4);
    assert_eq!(
        object.map::<u32, [[u16; 5]; 3]>("nested").unwrap().lookup(&0),
        Ok(Some([[0; 5]; 3]))
    );
    let outer = object.map::<u32, u32>("outer").unwrap();
    assert_eq!(outer.lookup(&0), Ok(None));
    assert!(outer.lookup(&1).unwrap().is_some());
    let queue = object.map::<(), u32>("queue").unwrap();
    assert_eq!(queue.lookup(&()), Ok(None));
    assert_eq!(queue.update(&(), &5), Ok(()));
    assert_eq!(queue.lookup(&()), Ok(Some(5)));

    expect(
        object.map::<u32, u32>("none"),
        errno::ENOENT,
        "map 'none': no such file or directory (ENOENT)",
    );
    expect(
        object.map::<u64, [u8; 3]>("sized"),
        errno::EINVAL,
        "map 'sized' has keys of 4 and values of 3 bytes, not 8 and 3: invalid argument (EINVAL)",
    );
    expect(
        object.map::<u32, u32>("per_cpu"),
        errno::EINVAL,
        "map 'per_cpu' has a value for each CPU: invalid argument (EINVAL)",
    );
    expect(
        object.map::<u32, PerCpu<u32>>("nested"),
        errno::EINVAL,
        "map 'nested' has no value for each CPU: invalid argument (EINVAL)",
    );
    expect(
        RingBuffer::new(object, "hash"),
        errno::EINVAL,
        "map 'hash' is no ring or perf buffer: invalid argument (EINVAL)",
    );
}

fn records(object: &Object, wanted: &str) {
    #[cfg(not(feature = "v2"))]
    let mut ring = RingBuffer::with_record_size(object, "rb", 20).unwrap();
    #[cfg(feature = "v2")]
    let mut ring = RingBuffer::new(object, "rb").unwrap();
    assert_eq!(ring.poll(Duration::ZERO, |_| ()), Ok(0));
    expect(
        object.attach("none", None),
        errno::ENOENT,
        "program 'none': no such file or directory (ENOENT)",
    );
    let _link = object.attach("send", None).unwrap();
    let mut perf = RingBuffer::new(object, "perf").unwrap();
    assert_eq!(perf.poll(Duration::ZERO, |_| ()), Ok(0)); // from now on it takes records
    println!("ready");

    // One at a time, until the third, which is too long where records are copied to so little.
    let mut numbers = Vec::new();
    let mut take = |record: &[u8]| {
        assert_eq!(text(&record[4..20]), wanted);
        numbers.push(u32::from_bytes(record).unwrap());
        ControlFlow::Break(())
    };
    (0..2).for_each(|_| assert_eq!(ring.poll(Duration::from_secs(5), &mut take), Ok(1)));
    let third = ring.poll(Duration::from_secs(5), &mut take);
    #[cfg(not(feature = "v2"))]
    expect(
        third,
        errno::EMSGSIZE,
        "a record of buffer 'rb' with more than 20 bytes: message too long (EMSGSIZE)",
    );
    #[cfg(feature = "v2")]
    assert_eq!(third, Ok(1));
    drop(ring);
    // The rest, each the last of one poll or not.
    let mut ring = RingBuffer::new(object, "rb").unwrap();
    let all = ring.for_each(|record| {
        let number = u32::from_bytes(record).unwrap();
        assert_eq!(record.len(), if number % 3 < 2 { 20 } else { 320 });
        numbers.push(number);
        if number == 5 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert_eq!(all, Ok(()));
    let per_cpu = object.map::<u32, PerCpu<u32>>("per_cpu").unwrap();
    let counts = per_cpu.lookup(&0).unwrap().unwrap();
    println!("{} CPUs", counts.len());
    assert_eq!(counts.iter().sum::<u32>(), 6);
    assert_eq!(per_cpu.lookup(&0), Ok(Some(counts)));
    assert_eq!(per_cpu.iter().count(), 1);
    numbers.retain(|number| *number != 2);
    assert_eq!(numbers, [0, 1, 3, 4, 5]);
    let mut of_all_cpus = BTreeSet::new();
    while of_all_cpus.len() < 6 {
        let polled = perf.poll(Duration::from_secs(5), |record| {
            assert_eq!(text(&record[4..20]), wanted);
            of_all_cpus.insert(u32::from_bytes(record).unwrap());
        });
        assert!(polled.unwrap() > 0);
    }
    assert_eq!(of_all_cpus, (0..6).collect());
    assert_eq!(object.global::<u32>("sent"), Ok(6));
    assert_eq!(object.global::<u32>("in_bss"), Ok(30 + 6 * (10 + 20)));
}

fn main() {
    let wanted = std::env::args().nth(1).expect("a name");
    #[cfg(not(feature = "v2"))]
    expect(Object::load(&b"no ELF"[..]), 0, "the BPF object was not loaded");
    #[cfg(feature = "v2")]
    expect(
        Object::load(&b"no ELF"[..]),
        errno::EINVAL,
        "the BPF object: invalid argument (EINVAL)",
    );
    let object = globals(&wanted);
    let other = Object::load(BPF).unwrap();
    maps(&object);
    assert_eq!(other.close(), Ok(()));
    records(&object, &wanted);
    println!("done");
}
