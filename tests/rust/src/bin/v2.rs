// SPDX-License-Identifier: MIT
//! Uses what the safe API has by module `wasm_bpf_v2`, by a skeleton, and expects what it
//! promises. Its records come from a program that it runs itself.
//!
//! `v2` says "ready" when it waits for three programs to be executed; `v2 FOLDER` pins in that.

use std::collections::BTreeSet;
use std::io::Read;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};
use wasm_bpf_binding::{
    errno, host, Buffers, Error, Global, Map, MapBuilder, MapType, ObjectBuilder, OpenObject,
    PerCpu, PerfBuffer, PerfEvent, Plain, Program, ProgramType, RingBuffer, TestRun,
};

#[allow(dead_code)]
mod skeleton {
    include!(env!("SKELETON"));
}
use skeleton::{OpenV2, Value, V2};

#[track_caller]
fn expect<T>(result: Result<T, Error>, errno: i32, message: &str) -> Error {
    let err = result.err().expect("an error");
    assert_eq!(err.errno(), errno, "{err}");
    assert!(err.to_string().starts_with(message), "{err}");
    err
}

fn value(count: u64) -> Value {
    Value { count, parts: [1, 2] }
}

/// What can be asked and set before it is loaded.
fn opened() -> V2 {
    let broken = OpenObject::open(&b"no ELF"[..]);
    let err = expect(broken, errno::EINVAL, "the BPF object: invalid argument (EINVAL)\n");
    assert!(err.reason().contains("ELF"), "{err}");

    let object = ObjectBuilder::new(skeleton::OBJECT).name("other").log_level(1).open().unwrap();
    assert!(object.maps().any(|info| info.unwrap().kind == MapType::PERCPU_ARRAY));
    expect(object.program("none"), errno::ENOENT, "program 'none'");
    expect(object.map("none"), errno::ENOENT, "map 'none'");
    object.program("produce").unwrap().set_type(ProgramType::SOCKET_FILTER).unwrap();
    let err = expect(object.load(), errno::EACCES, "loading the BPF object: permission denied");
    assert!(err.reason().contains("R7 invalid mem access"), "{err}");

    let mut open = OpenV2::new(OpenObject::open(skeleton::OBJECT).unwrap()).unwrap();
    let names: BTreeSet<String> = open.object.programs().map(|one| one.name().unwrap()).collect();
    assert_eq!(names.len(), 5);
    assert!(names.contains("list_maps"));
    assert_eq!(open.programs.list_maps.section().unwrap(), "iter/bpf_map");
    assert!(!open.programs.produce.info().unwrap().loaded);
    assert_eq!(open.data.next_number(), 100);
    assert_eq!(open.object.initial::<u32>(".rodata").unwrap().to_le(), open.rodata.step());
    open.rodata.step = 3;
    open.bss.by_parity = [10, 20];
    open.object.set_global("execs", &7u32).unwrap();
    open.bss.execs = 7;
    open.maps.hash.set_max_entries(50).unwrap();
    assert!(!open.maps.hash.info().unwrap().loaded);
    let left = open.object.program("list_maps").unwrap();
    open.programs.list_maps.set_autoload(false).unwrap();
    open.programs.list_maps.set_autoload(true).unwrap();
    let loaded = open.load().unwrap();
    expect(left.set_autoload(false), errno::EBUSY, "setting up a program");
    loaded
}

fn variables(v2: &V2) {
    assert_eq!(v2.rodata.step(), 3);
    assert_eq!(v2.bss.by_parity.get(), [10, 20]);
    assert_eq!(v2.bss.by_parity.element(1).unwrap().get(), 20);
    assert!(v2.bss.by_parity.element(2).is_none());
    v2.data.next_number.set(1000);
    let next: Global<u32> = v2.object.variable("next_number").unwrap();
    assert_eq!(next.get(), 1000);
    next.set(1001);
    assert_eq!(v2.object.global::<u32>("next_number"), Ok(1001));
    assert_eq!(v2.object.global::<u32>("step"), Ok(3));
    expect(v2.object.variable::<u32>("step"), errno::EACCES, "map '.rodata' is constant");
    expect(v2.object.variable::<u64>("execs"), errno::EINVAL, "global variable 'execs' has 4");
    expect(v2.object.section(".bss").unwrap().read::<[u8; 4096]>(0), errno::EINVAL, "map '.bss'");
}

fn maps(v2: &V2) {
    let hash = &v2.maps.hash;
    let info = hash.info().unwrap();
    assert_eq!((info.name.as_str(), info.max_entries, info.loaded), ("hash", 50, true));
    let keys: Vec<i32> = (0..40).collect();
    let values: Vec<Value> = (0..40).map(value).collect();
    assert_eq!(hash.update_batch(&keys, &values), Ok(40));
    expect(hash.update_batch(&keys, &values[1..]), errno::EINVAL, "map 'hash': 40 keys and 39");
    assert_eq!(hash.take(&3).unwrap().map(|value| value.count()), Some(3));
    assert!(hash.take(&3).unwrap().is_none());
    let mut seen = BTreeSet::new();
    for batch in hash.batches(7) {
        seen.extend(batch.unwrap().iter().map(|(key, value)| (*key, value.count())));
    }
    assert_eq!(seen, (0..40).filter(|key| *key != 3).map(|key| (key, key as u64)).collect());
    assert_eq!(hash.delete_batch(&keys[..3]), Ok(3));
    expect(hash.delete_batch(&[0]), errno::ENOENT, "map 'hash'");
    let taken: usize = hash.take_batches(100).map(|batch| batch.unwrap().len()).sum();
    assert_eq!((taken, hash.iter().count()), (36, 0));
    assert_eq!(hash.batches(8).count(), 0);

    let per_cpu = &v2.maps.per_cpu;
    let counts: Vec<u32> = (0..host::cpus() as u32).collect();
    per_cpu.update(&1, &counts).unwrap();
    assert_eq!(per_cpu.lookup(&1), Ok(Some(counts.clone())));
    expect(per_cpu.update(&1, &[]), errno::EINVAL, "map 'per_cpu': 0 values for");
    let all: Vec<_> = per_cpu.batches(2).flat_map(Result::unwrap).collect();
    assert_eq!(all, [(0, vec![0; counts.len()]), (1, counts)]);
    expect(
        v2.object.map::<u32, PerCpu<[u64; 2]>>("per_cpu"),
        errno::EINVAL,
        "map 'per_cpu' has keys of 4 and values of 8 bytes, not 4 and 16",
    );

    let array = || MapBuilder::new(MapType::ARRAY, 1).name("made");
    let inner: Map<u32, u64> = array().create().unwrap();
    inner.update(&0, &9).unwrap();
    assert_eq!(inner.name(), "made");
    let outer = v2.object.map::<u32, u32>("outer").unwrap();
    outer.update(&5, &inner.handle()).unwrap();
    assert!(outer.lookup(&5).unwrap().is_some());
    let own = MapBuilder::new(MapType::ARRAY_OF_MAPS, 2).create_outer::<u32>(&inner).unwrap();
    own.update(&1, &inner.handle()).unwrap();
    let mapped: Map<u32, u64> = MapBuilder::new(MapType::ARRAY, 4).flags(1 << 10).create().unwrap();
    let memory = mapped.mapped().unwrap();
    memory.global::<u64>(3 * 8).unwrap().set(77);
    assert_eq!(mapped.lookup(&3), Ok(Some(77)));
    expect(memory.global::<u64>(4 * 8), errno::EINVAL, "map ");
    mapped.update(&2, &66).unwrap();
    assert_eq!(memory.read::<u64>(2 * 8), Ok(66));
    expect(inner.mapped(), errno::EINVAL, "map 'made' cannot be mapped");
    inner.freeze().unwrap();
    expect(inner.update(&0, &1), errno::EPERM, "map 'made': operation not permitted (EPERM)");
    assert!(inner.info().unwrap().frozen);
    expect(
        MapBuilder::new(MapType(999), 1).create::<u32, u32>(),
        errno::EINVAL,
        "a map of type 999",
    );
}

/// Has the program send so many records, from number `from` on in steps of 3.
fn send(produce: &Program, next: &Global<u32>, from: u32, count: u32) {
    next.set(from);
    let run = TestRun { data: &[0; 64], repeat: count, ..Default::default() };
    assert_eq!(produce.test_run(run).unwrap().retval, 2);
}

fn number(record: &[u8]) -> u32 {
    u32::from_bytes(record).unwrap()
}

fn records(v2: &V2) {
    let (produce, next) = (&v2.programs.produce, &v2.data.next_number);
    let mut data_out = [0; 100];
    let run = TestRun { data: &[1; 64], data_out: &mut data_out, ..Default::default() };
    let result = produce.test_run(run).unwrap();
    assert_eq!((result.retval, result.data_size, &data_out[..2]), (2, 64, &[42, 1][..]));

    // Borrowed together, in part, and the rest by a closure.
    let mut all = RingBuffer::of(&v2.maps.all).unwrap();
    assert!(all.is_mapped());
    assert_eq!(all.consume(|_| ()), Ok(1));
    send(produce, next, 0, 10);
    let batch = all.batch().unwrap();
    let taken: Vec<&[u8]> = batch.iter().take(4).collect();
    assert_eq!(taken.iter().map(|record| number(record)).collect::<Vec<_>>(), [0, 3, 6, 9]);
    assert_eq!(batch.iter().count(), 10); // all of them, again
    drop(batch);
    send(produce, next, 300, 10);
    assert_eq!(all.batch().unwrap().iter().take(2).map(number).collect::<Vec<_>>(), [300, 303]);
    let mut numbers = Vec::new();
    let rest = all.poll(Duration::from_secs(5), |record| {
        numbers.push(number(record));
        if numbers.len() < 5 {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    assert_eq!((rest, numbers), (Ok(5), vec![306, 309, 312, 315, 318]));
    assert_eq!(all.poll(Duration::ZERO, |_| ()), Ok(3));
    assert_eq!(all.poll(Duration::from_millis(20), |_| ()), Ok(0));

    // Woken for many, or after a while.
    all.wake_after(1 << 15, Duration::from_millis(100)).unwrap();
    let before = Instant::now();
    send(produce, next, 1, 1);
    assert_eq!(all.poll(Duration::from_secs(5), |_| ()), Ok(1));
    assert!(before.elapsed() >= Duration::from_millis(90));
    all.wake_after(0, Duration::ZERO).unwrap();

    // Around the ring's end, more than once; each record takes 48 bytes with the skipped one.
    let (mut expected, mut wrong) = (0, 0);
    for _ in 0..4 {
        send(produce, next, expected, 1000);
        all.poll(Duration::from_secs(5), |record| {
            wrong += usize::from(number(record) != expected || record.len() != 16);
            expected += 3;
        })
        .unwrap();
    }
    assert_eq!((expected, wrong), (12000, 0));

    // While it is mapped a second one has to wait; then it gets copies.
    let mut copied = RingBuffer::of(&v2.maps.all).unwrap();
    assert!(!copied.is_mapped());
    send(produce, next, 0, 100);
    expect(copied.consume(|_| ()), errno::EBUSY, "map 'all'");
    drop(all);
    let taken = copied.batch().unwrap().iter().take(3).map(number).collect::<Vec<_>>();
    assert_eq!(taken, [0, 3, 6]);
    let mut numbers = Vec::new();
    assert_eq!(copied.poll(Duration::from_secs(5), |record| numbers.push(number(record))), Ok(97));
    assert_eq!((numbers[0], numbers[96]), (9, 297));
}

fn buffers(v2: &V2) {
    let (produce, next) = (&v2.programs.produce, &v2.data.next_number);
    expect(RingBuffer::of(&v2.maps.hash), errno::EINVAL, "map 'hash' is no ring or perf buffer");
    expect(PerfBuffer::of(&v2.maps.all), errno::EINVAL, "map 'all' is no perf buffer");
    let mut all = RingBuffer::of(&v2.maps.all).unwrap();
    let mut even = RingBuffer::of(&v2.maps.even).unwrap();
    let perf = PerfBuffer::with_pages(&v2.object, "perf", 1).unwrap();
    all.consume(|_| ()).unwrap();
    even.consume(|_| ()).unwrap();
    // One is waited for although others have records.
    send(produce, next, 1, 1);
    assert_eq!(even.poll(Duration::from_millis(30), |_| ()), Ok(0));
    assert_eq!(all.poll(Duration::ZERO, |_| ()), Ok(1));

    let (mut first, mut second, mut third, mut lost) = (0usize, 0usize, 0usize, 0);
    let mut buffers = Buffers::new();
    buffers
        .ring(all, |_| first += 1)
        .ring(even, |record| {
            assert_eq!(number(record) % 2, 0);
            second += 1;
        })
        .perf(perf, |event| match event {
            PerfEvent::Record { cpu, data } => {
                assert!((cpu as usize) < host::cpus() && data.len() == 20);
                third += 1;
            }
            PerfEvent::Lost { count, .. } => lost += count as usize,
        });
    send(produce, next, 0, 1000);
    let mut total = buffers.poll(Duration::from_secs(5)).unwrap();
    while total < 1500 {
        total += buffers.poll(Duration::from_secs(5)).unwrap();
    }
    send(produce, next, 0, 1); // which tells of the losses, too
    total += buffers.poll(Duration::from_secs(5)).unwrap();
    drop(buffers);
    assert_eq!((first, second), (1001, 501));
    assert_eq!((first + second + third, third + lost), (total, 1002));
    assert!(lost > 0);
}

/// A closure ends a poll; the rest comes by the next, be it with the host or not.
fn stopped_buffers(v2: &V2) {
    let (produce, next) = (&v2.programs.produce, &v2.data.next_number);
    let mut perf = PerfBuffer::of(&v2.maps.perf).unwrap();
    perf.poll(Duration::ZERO, |_| ()).unwrap();
    let mut left = 2;
    let mut buffers = Buffers::new();
    buffers.perf(perf, |_| {
        left -= 1;
        if left == 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    send(produce, next, 0, 10);
    buffers.run().unwrap();
    assert_eq!(buffers.poll(Duration::from_secs(5)), Ok(8));
    assert_eq!(buffers.poll(Duration::from_millis(20)), Ok(0));
}

/// Another program in the place of the one on the interface, of a network namespace of its own.
fn updated_link(v2: &V2) {
    let link = v2.programs.produce.attach_to("lo,skb").unwrap();
    let of = |program: &Program| program.info().unwrap().id;
    assert_eq!(link.info().unwrap().program_id, of(&v2.programs.produce));
    link.update(&v2.programs.pass).unwrap();
    assert_eq!(link.info().unwrap().program_id, of(&v2.programs.pass));
}

fn counted_runs(v2: &V2) {
    let before = v2.programs.pass.info().unwrap().runs;
    let stats = host::enable_stats().unwrap();
    let run = || TestRun { data: &[0; 64], repeat: 5, ..Default::default() };
    v2.programs.pass.test_run(run()).unwrap();
    assert_eq!(v2.programs.pass.info().unwrap().runs, before + 5);
    drop(stats);
    v2.programs.pass.test_run(run()).unwrap();
    assert_eq!(v2.programs.pass.info().unwrap().runs, before + 5);
}

fn links(v2: &mut V2) {
    v2.attach().unwrap();
    assert!(v2.links.left_alone.is_none() && v2.links.produce.is_none());
    let info = v2.links.count_execs.as_ref().unwrap().info().unwrap();
    assert!(info.attached);
    println!("ready");
    while v2.bss.execs.get() < 10 {
        std::thread::sleep(Duration::from_millis(10));
    }
    v2.links.count_execs.take().unwrap().detach().unwrap();

    let mut list = String::new();
    let link = v2.links.list_maps.as_ref().unwrap();
    link.read().unwrap().read_to_string(&mut list).unwrap();
    let ids: Vec<u32> = list.lines().map(|line| line.parse().unwrap()).collect();
    assert!(ids.len() >= 9, "{list}");
    let mut some = [0; 4];
    assert!(matches!(link.read().unwrap().read(&mut some), Ok(1..=4)));
    v2.detach();
    assert!(v2.links.list_maps.is_none());
    assert!(v2.programs.left_alone.attach_auto().unwrap().is_none());
    expect(v2.programs.produce.attach_to("none0"), errno::ENODEV, "program 'produce' on 'none0'");
    let info = v2.programs.produce.info().unwrap();
    assert_eq!((info.kind, info.loaded, info.name.as_str()), (ProgramType::XDP, true, "produce"));
    assert!(info.id > 0 && info.xlated_size > 0 && info.verified_instructions > 0);
}

fn the_host() {
    println!("release {}", host::kernel_release().unwrap());
    println!("process {}", host::process_id().unwrap());
    assert_eq!((host::ifindex("lo"), host::ifname(1)), (Ok(1), Ok("lo".into())));
    expect(host::ifindex("none0"), errno::ENODEV, "interface 'none0'");
    assert_eq!(host::has_program_type(ProgramType::XDP), Ok(true));
    assert_eq!(host::has_map_type(MapType::RINGBUF), Ok(true));
    expect(host::has_map_type(MapType(200)), errno::EOPNOTSUPP, "asking what the kernel has");
    assert_eq!(host::has_helper(ProgramType::XDP, 44), Ok(true)); // xdp_adjust_head
    assert_eq!(host::has_helper(ProgramType::TRACEPOINT, 44), Ok(false));
    let address = host::ksym_find("schedule").unwrap().expect("an address");
    let symbol = host::ksym(address + 1).unwrap().expect("a symbol");
    assert_eq!((symbol.name.as_str(), symbol.offset), ("schedule", 1));
    assert_eq!(host::ksym_find("no_such_symbol"), Ok(None));
    let runtime = host::process_id().unwrap();
    assert_eq!(host::usym(runtime, 1), Ok(None));
    assert_eq!(host::usym_module(runtime, 1), Ok(None));
    assert_eq!(host::container(host::ContainerBy::Cgroup(1 << 40)), Ok(None));
    assert!(host::online_cpus().unwrap() <= host::cpus());
    assert!(host::boot_clock() > Duration::ZERO);
}

/// What is pinned is there without what pinned it; the user has to permit it.
fn pins(folder: &str) {
    let path = format!("{folder}/map");
    let open = V2::open().unwrap();
    open.maps.hash.set_pin_path(&path).unwrap();
    let v2 = open.load().unwrap();
    v2.maps.hash.update(&1, &value(11)).unwrap();
    let link = v2.programs.count_execs.attach().unwrap();
    link.pin(&format!("{folder}/link")).unwrap();
    drop((link, v2));

    let map: Map<i32, Value> = Map::open_pinned(&path).unwrap();
    assert_eq!(map.lookup(&1).unwrap().map(|value| value.count()), Some(11));
    expect(Map::<i32, u64>::open_pinned(&path), errno::EINVAL, "map 'hash' has keys of 4 and");
    map.pin(&format!("{folder}/other")).unwrap();
    map.unpin(&path).unwrap();
    let gone = Map::<i32, Value>::open_pinned(&path);
    expect(gone, errno::ENOENT, &format!("the map at '{path}': no such file"));
    let made = MapBuilder::new(MapType::HASH, 1).create::<u32, u32>().unwrap();
    expect(made.pin("/sys/fs/bpf/elsewhere"), errno::EPERM, "map '");
    println!("pinned");
}

/// What no section says is left for the guest to attach.
fn all_at_once() {
    let object = ObjectBuilder::new(skeleton::OBJECT).load().unwrap();
    object.attach_all().unwrap();
    object.attach("pass", Some("lo")).unwrap().keep();
    object.close().unwrap();
}

fn main() {
    if let Some(folder) = std::env::args().nth(1) {
        return pins(&folder);
    }
    let mut v2 = opened();
    variables(&v2);
    maps(&v2);
    records(&v2);
    buffers(&v2);
    stopped_buffers(&v2);
    counted_runs(&v2);
    updated_link(&v2);
    links(&mut v2);
    all_at_once();
    the_host();
    let V2 { object, maps, .. } = v2;
    let object = match object.close() {
        Err(err) => err,
        Ok(()) => panic!("it is in use"),
    };
    assert_eq!(object.errno(), errno::EBUSY);
    assert!(maps.hash.lookup(&1).unwrap().is_none());
    println!("done");
}
