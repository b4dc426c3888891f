#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# btf2wit: the rules of docs/layout-wit.md, the limits of component tools, bad input.
. tests/lib/tap.sh

clang=$("$B/wasm-bpf-cc" --print-clang 2>/dev/null) || clang=clang
object() { "$clang" -target bpf -g -O2 -c -x c - -o "$T/$1"; }
wit() { "$B/btf2wit" "$@" >"$T/wit" 2>"$T/err" </dev/null; }
check() { build/wit-check "$@"; }
accepted() { # name, file of BTF, options of btf2wit
	local name=$1 file=$2
	shift 2
	ok "writes $name" "$B/btf2wit" "$@" "$file" -o "$T/accepted.wit"
	case " $* " in *" --fixed-lists "*) set -- --fixed-lists ;; *) set -- ;; esac
	ok "which component tools accept: $name" check "$@" "$T/accepted.wit"
}
# What stands for a type, doc comment included: the paragraph with its name.
type_of() {
	sed '/^}$/d' "$T/wit" |
		awk -v RS= -v name="$1" '$0 ~ "(record|enum|flags|type) " name " "'
}

# --- the rules ---

object event.def.o <<-'END'
	struct event {
		int pid;
		int ppid;
		unsigned exit_code;
		unsigned long long duration_ns;
		char comm[16];
		char filename[127];
		_Bool exit_event;
	};
	struct event _event;
END
wit "$T/event.def.o" --type event
is "states a record" "$(cat "$T/wit")" "$(cat <<-'END'
	// Made by btf2wit from event.def.o.
	package bpf:event;

	interface types {
	  /// struct event; size 168
	  record event {
	    /// pid: int; offset 0; size 4
	    pid: s32,
	    /// ppid: int; offset 4; size 4
	    ppid: s32,
	    /// exit_code: unsigned int; offset 8; size 4
	    exit-code: u32,
	    /// duration_ns: unsigned long long; offset 16; size 8
	    duration-ns: u64,
	    /// comm: char[16]; offset 24; size 16; length 16
	    comm: list<u8>,
	    /// filename: char[127]; offset 40; size 127; length 127
	    filename: list<u8>,
	    /// exit_event: _Bool; offset 167; size 1
	    exit-event: bool,
	  }
	}

	world event {
	  import types;
	}
END
)"

cat >"$T/all.c" <<-'END'
	enum color { RED, GREEN = 5, BLUE, LAST = 6, NEG = -1 };
	enum mode { MODE_NONE, MODE_A = 1, MODE_D = 8, BIT_2 = 16, MODE_D2 = 8 };
	enum big { BIG = 1ULL << 40, ONE = 1 };
	enum small { ZERO, UNO, DUE };
	typedef struct { int x; } anon_t;
	typedef unsigned int u32;
	typedef u32 matrix[2][3];
	struct list_head { struct list_head *next; };
	struct empty {};
	union value { int a; char b[7]; struct { short s; } c; };
	struct bits {
		unsigned a : 3, : 4, c : 9; _Bool d : 1; enum color e : 3; long long g : 40;
	};
	struct all {
		struct list_head list; enum color color; enum mode mode;
		enum big big; enum small small;
		union value value; struct bits bits; struct empty empty; anon_t pairs[3];
		matrix m; char none[0]; const char *name; void (*fn)(int, struct all *);
		struct { int inner; union { int q; float r; }; };
		struct { int list_; } type;
		int Type, exit_code, exitCode, exit_code2;
		double d; __int128 wide; unsigned __int128 huge;
	};
	struct all variable;
END
object all.bpf.o <"$T/all.c"
wit "$T/all.bpf.o"
is "an enum" "$(type_of color)" "$(cat <<-'END'
	  /// enum color; size 4; signed
	  enum color {
	    /// RED = 0
	    red,
	    /// GREEN = 5
	    green,
	    /// BLUE = 6
	    /// LAST = 6
	    blue,
	    /// NEG = -1
	    neg,
	  }
END
)"
is "an enum of single bits" "$(type_of mode)" "$(cat <<-'END'
	  /// enum mode; size 4
	  /// MODE_NONE = 0
	  flags mode {
	    /// MODE_A = 1
	    mode-a,
	    bit-1,
	    bit-2-2,
	    /// MODE_D = 8
	    /// MODE_D2 = 8
	    mode-d,
	    /// BIT_2 = 16
	    bit-2,
	  }
END
)"
like "an enum that only counts" "$(type_of small)" 'enum small \{'
like "an enum of 64 bits" "$(type_of big)" 'size 8.*BIG = 1099511627776'
is "a union" "$(type_of value)" "$(cat <<-'END'
	  /// union value; size 8
	  /// - a: int; offset 0; size 4
	  /// - b: char[7]; offset 0; size 7; length 7
	  /// - c: struct {...}; offset 0; size 2
	  type value = list<u8>;
END
)"
like "a struct without a name" "$(type_of value-c)" 'struct \(anonymous\); size 2.*s: s16,'
like "a struct that only a typedef names" "$(type_of anon-t)" 'record anon-t'
is "an empty struct" "$(type_of empty)" "  /// struct empty; size 0
  type empty = list<u8>;"
is "bit-fields" "$(type_of bits)" "$(cat <<-'END'
	  /// struct bits; size 8
	  record bits {
	    /// a: unsigned int; bit 0; bits 3
	    a: u32,
	    /// c: unsigned int; bit 7; bits 9
	    c: u32,
	    /// d: _Bool; bit 16; bits 1
	    d: bool,
	    /// e: enum color; bit 17; bits 3
	    e: color,
	    /// g: long long; bit 20; bits 40
	    g: s64,
	  }
END
)"
like "a typedef of arrays" "$(type_of matrix)" 'length 2 3.*type matrix = list<list<%u32>>;'
all=$(type_of all)
like "a pointer" "$all" '/// name: const char \*; offset [0-9]+; size 8
    name: u64,'
like "a pointer to a function" "$all" '/// fn: void \(\*\)\(int, struct all \*\);[^/]* fn: u64,'
like "a member without a name" "$all" '/// \(anonymous\): struct \{\.\.\.\};[^/]* anon: all-anon,'
like "keywords" "$all" '%list: list-head,.*%type: all-type,'
like "names that differ in case" "$all" '/// Type: int;[^/]* %type-2: s32,'
like "names that differ in hyphens" \
	"$all" ' exit-code: s32,.* exit-code-2: s32,.* exit-code2-2: s32,'
like "128 bits" "$all" 'wide: tuple<u64, s64>,.*huge: tuple<u64, u64>,'
wit "$T/all.bpf.o" --globals
like "a section" "$(type_of section-bss)" '/// section \.bss; size .*variable: all,'
accepted "every rule" "$T/all.bpf.o"
accepted "fixed lists" "$T/all.bpf.o" --fixed-lists
like "which have lengths" "$(grep -c 'list<list<%u32, 3>, 2>\|list<u8, 8>\|list<anon-t, 3>' \
	"$T/accepted.wit")" 3
accepted "32-bit pointers" "$T/all.bpf.o" -p 32
ok "which have 32 bits" grep -q 'name: u32' "$T/accepted.wit"

# --- names of package and world, selection ---

accepted "a package and a world" "$T/event.def.o" --package my:type@1.2.3-rc.1+x -w FOO-2
is "with their names" "$(grep '^package\|^world' "$T/accepted.wit")" "package my:%type@1.2.3-rc.1+x;
world FOO-2 {"
for name in types interface 2nd _; do
	cp "$T/event.def.o" "$T/$name.o"
	accepted "a file called $name" "$T/$name.o"
done
for world in my_world 2nd Foo foo- -foo foo--bar ''; do
	fails "refuses a world called '$world'" 2 "$B/btf2wit" "$T/event.def.o" "--world=$world"
done
for package in foo foo: :foo a:b:c a:b@ a:b@1 a:b@1.2 a:b@1.2.03 a:b@1.2.3- a_b:c; do
	fails "refuses a package called $package" 2 "$B/btf2wit" "$T/event.def.o" \
		--package "$package"
done
fails "refuses no input" 2 "$B/btf2wit"
fails "refuses two inputs" 2 "$B/btf2wit" "$T/event.def.o" "$T/all.bpf.o"
fails "refuses other pointers" 2 "$B/btf2wit" "$T/event.def.o" -p 16
wit "$T/all.bpf.o" --type list_head --type 'sm*'
is "writes the types that are asked for" "$(grep -c '^  ///' "$T/wit")" 2
fails "refuses a type that is not there" 1 "$B/btf2wit" "$T/all.bpf.o" --type colour
like "and names one like it" "$(cat "$T/out")" "'color'"
wit - <"$T/event.def.o"
is "reads stdin" "$("$B/btf2wit" - -w x <"$T/event.def.o" | sed 1,2d)" \
	"$("$B/btf2wit" -w x "$T/event.def.o" | sed 1,2d)"

# --- large and odd ---

{ for i in $(seq 12000); do echo "struct s$i { int m; };"; done
	echo "struct { "; for i in $(seq 12000); do echo "struct s$i m$i;"; done; echo "} x;"; } |
	object many.o
accepted "12,000 types and members" "$T/many.o"
{ echo "struct s0 { int m; };"
	for i in $(seq 120); do echo "struct s$i { struct s$((i - 1)) m; };"; done
	echo "struct s120 x;"; } | object deep.o
accepted "120 structs, one in the other" "$T/deep.o"
{ echo "struct s0 { int m; };"
	for i in $(seq 19); do echo "struct s$i { struct s$((i - 1)) a, b; };"; done
	echo "struct s19 x;"; } | object heavy.o
accepted "a struct of a million members" "$T/heavy.o"
echo 'struct { char large[200 << 20]; char half[20 << 20]; struct { int m[1 << 20]; } in[4]; } x;' |
	object wide.o
accepted "an array of 200 megabytes" "$T/wide.o" --fixed-lists
cc -O1 -o "$T/generate" tests/oracle/generate.c && "$T/generate" "$T" 1 300
printf '#include "%s/%s.h"\n' "$T" types "$T" values |
	"$clang" -target bpf -g -O1 -w -DVALUE= '-DPOINTER(type,value)=(type)(value)' -c -x c - \
		-o "$T/random-types.o"
accepted "300 random declarations" "$T/random-types.o"
accepted "300 random declarations, in fixed lists" "$T/random-types.o" --fixed-lists
if [ -r /sys/kernel/btf/vmlinux ]; then
	accepted "all of the kernel" /sys/kernel/btf/vmlinux
	accepted "all of the kernel, in fixed lists" /sys/kernel/btf/vmlinux --fixed-lists
else
	skip "all of the kernel" "no /sys/kernel/btf/vmlinux"
fi

# --- worlds ---

cat >"$T/bpf.h" <<-'END'
	#define SEC(name) __attribute__((section(name), used))
	#define __uint(name, value) int (*name)[value]
	#define __type(name, value) typeof(value) *name
	enum { HASH = 1, ARRAY = 2, PERF = 4, PERCPU_ARRAY = 6, STACKS = 7, LRU = 9, LPM = 11,
	       QUEUE = 22, RINGBUF = 27 };
	#define MAP(kind, entries, key_type, value_type) struct { __uint(type, kind); \
		__uint(max_entries, entries); __type(key, key_type); __type(value, value_type); }
	#define BUFFER(value_type) struct { __uint(type, RINGBUF); __uint(max_entries, 4096); \
		__type(value, value_type); }
	typedef unsigned int __u32;
	typedef unsigned long long __u64;
END
# The world of the object that standard input is the source of: a name, and options.
world() {
	local name=$1
	shift
	{ cat "$T/bpf.h" -; } | object "$name.bpf.o"
	wit --world "$name" "$T/$name.bpf.o" "$@"
}
# The interface or world with that name, its comment included.
part() { awk -v RS= -v start="(interface|world) $1 [{]" '$0 ~ start' "$T/wit"; }
takes() { # name
	mkdir -p "$T/worlds"
	ok "component tools and wit-bindgen take $1" check --bindgen "$T/worlds" "$T/wit"
}

cat >"$T/app.c" <<-'END'
	enum kind { OPEN, CLOSE = 5 };
	enum mode { MODE_A = 1, MODE_C = 4 };
	typedef char name_t[16];
	struct key { __u32 type; name_t name; };
	struct app_event {
		int pid; char comm[16], args[4][32], letter; signed char small[2];
		unsigned char raw[8];
		name_t name; enum kind kind; enum mode mode; union { int a; char b[9]; } u;
		unsigned a : 3, b : 9; void *p; _Bool ok; __int128 wide;
	};
	struct unused { int x; } unused;
	BUFFER(struct app_event) rb SEC(".maps");
	struct { __uint(type, PERF); __uint(key_size, 4); __uint(value_size, 4); }
		lost SEC(".maps");
	MAP(HASH, 1024, __u32, __u64) start SEC(".maps");
	MAP(LRU, 10, struct key, name_t) recent SEC(".maps");
	MAP(LPM, 10, struct key, _Bool) prefixes SEC(".maps");
	MAP(ARRAY, 4, __u32, enum kind) kinds SEC(".maps");
	MAP(PERCPU_ARRAY, 4, __u32, __u32) cpus SEC(".maps");
	struct { __uint(type, HASH); __uint(key_size, 4); __uint(value_size, 4); }
		sizes SEC(".maps");
	struct { __uint(type, STACKS); __uint(key_size, 4); __uint(value_size, 400); }
		stacks SEC(".maps");
	struct { __uint(type, QUEUE); __type(value, __u32); } queue SEC(".maps");
	const volatile __u64 min_ns __attribute__((btf_decl_tag("wasm_bpf:help=ns, at least"))) = 5;
	const volatile enum kind only_kind SEC(".rodata.kinds") = OPEN;
	const volatile char prefix[16] = "x";
	const volatile __u32 targets[4];
	static const volatile int hidden = 1;
	const int fixed = 2;
	const volatile int gadget_option = 0;
	volatile int counter;
	int f(void) { return hidden + fixed + counter + min_ns; }
END
world app <"$T/app.c"
takes "a world with everything"
is "the world" "$(part app)" "$(cat <<-'END'
	/// Without map queue: it has no keys
	/// Without map sizes: the object does not tell the types of its keys and values
	/// Without map stacks: its values mean something to the kernel alone
	world app {
	  import types;
	  import params;
	  import map-cpus;
	  import map-kinds;
	  import map-prefixes;
	  import map-recent;
	  import map-start;
	  import streams;
	  import programs;
	  import wasi:cli/environment@0.2.0;
	  import wasi:cli/exit@0.2.0;
	  use types.{app-event};
END
)"
is "its exports" "$(grep '^  export' "$T/wit")" "$(cat <<-'END'
	  export wasi:cli/run@0.2.0;
	  export on-lost: func(records: list<app-event>);
	  export on-rb: func(records: list<app-event>);
	  export on-end: func();
END
)"
is "a map with a value for each CPU" "$(part map-cpus)" "$(cat <<-'END'
	/// Map cpus: array of 4 entries; key __u32; value __u32, one for each possible CPU
	interface map-cpus {
	  get: func(key: u32) -> result<option<list<u32>>, string>;
	  set: func(key: u32, value: list<u32>) -> result<_, string>;
	  entries: func() -> result<list<tuple<u32, list<u32>>>, string>;
	  set-all: func(entries: list<tuple<u32, list<u32>>>) -> result<_, string>;
	  take-all: func() -> result<list<tuple<u32, list<u32>>>, string>;
	}
END
)"
is "what it can emit" "$(sed -n '/^interface streams/,/^}/p' "$T/wit")" "$(cat <<-'END'
	interface streams {
	  use types.{app-event};
	  emit-app-event: func(records: list<app-event>) -> result<_, string>;
	}
END
)"
is "its parameters" "$(sed -n '/^interface params/,/^}/p' "$T/wit")" "$(cat <<-'END'
	interface params {
	  use types.{kind};

	  /// min_ns: const volatile __u64; size 8
	  /// ns, at least
	  get-min-ns: func() -> u64;
	  set-min-ns: func(value: u64) -> result<_, string>;

	  /// only_kind: const volatile enum kind; size 4
	  get-only-kind: func() -> kind;
	  set-only-kind: func(value: kind) -> result<_, string>;

	  /// prefix: const volatile char[16]; size 16
	  get-prefix: func() -> string;
	  set-prefix: func(value: string) -> result<_, string>;

	  /// targets: const volatile __u32[4]; size 16
	  get-targets: func() -> list<u32>;
	  set-targets: func(value: list<u32>) -> result<_, string>;
	}
END
)"
is "a map" "$(part map-recent)" "$(cat <<-'END'
	/// Map recent: LRU hash of at most 10 entries; key struct key; value name_t
	interface map-recent {
	  use types.{key, name-t};
	  get: func(key: key) -> result<option<name-t>, string>;
	  set: func(key: key, value: name-t) -> result<_, string>;
	  delete: func(key: key) -> result<_, string>;
	  entries: func() -> result<list<tuple<key, name-t>>, string>;
	  set-all: func(entries: list<tuple<key, name-t>>) -> result<_, string>;
	  take-all: func() -> result<list<tuple<key, name-t>>, string>;
	}
END
)"
is "an array" "$(part map-kinds | sed 1d)" "$(cat <<-'END'
	interface map-kinds {
	  use types.{kind};
	  get: func(key: u32) -> result<option<kind>, string>;
	  set: func(key: u32, value: kind) -> result<_, string>;
	  entries: func() -> result<list<tuple<u32, kind>>, string>;
	  set-all: func(entries: list<tuple<u32, kind>>) -> result<_, string>;
	  take-all: func() -> result<list<tuple<u32, kind>>, string>;
	}
END
)"
record=$(type_of app-event)
like "text is strings" "$record" ' comm: string,.* args: list<string>,'
like "and nothing else is" "$record" ' letter: s8,.* small: list<s8>,.* raw: list<%?u8>,'
like "text of a typedef" "$(type_of name-t)" 'type name-t = string;'
like "other kinds are what they were" "$record" \
	' u: app-event-u,.* a: u32,.* b: u32,.* p: u64,.* ok: bool,.* wide: tuple<u64, s64>,'
is "an enum has a case more" "$(type_of kind | tail -n 2)" '    other,
  }'
like "flags do not" "$(type_of mode | tail -n 2)" '    mode-c,'
is "only types that it needs" "$(type_of unused)" ""
wit --world app "$T/app.bpf.o" --type unused
like "and those that are asked for" "$(type_of unused)" 'record unused \{'
takes "a world and a type"
wit --world app "$T/app.bpf.o" --package my:own@1.0.0
takes "a world in a package of a version"
wit --world app "$T/app.bpf.o" --bytes list
is "bytes are lists, if nothing else is said" "$(cat "$T/wit")" \
	"$("$B/btf2wit" --world app "$T/app.bpf.o")"
world bytes --bytes hex <<-'END'
	typedef unsigned char __u8; typedef __u8 mac_t[6]; typedef unsigned char byte;
	union any { int a; char b[4]; };
	struct e {
		__u8 a[5], deep[2][3], none[0]; byte b[4]; mac_t mac, macs[2];
		const volatile __u8 c[3]; signed char d[4]; char text[4]; _Bool e[2];
		__u8 one; union any any, anys[2];
	};
	BUFFER(struct e) rb SEC(".maps");
	MAP(HASH, 4, mac_t, union any) seen SEC(".maps");
	const volatile __u8 salt[4] = { 1 };
END
takes "a world with bytes as texts"
like "which says so" "$(cat "$T/wit")" '/// Bytes are texts of hexadecimal digits, two for each byte.
interface types'
is "what a text is then, and what not" "$(type_of e | grep -v '///' | tr -d ' \n')" \
	"recorde{a:string,deep:list<string>,none:string,b:string,mac:mac-t,macs:list<mac-t>,\
c:string,d:list<s8>,text:string,e:list<bool>,one:u8,any:any,anys:list<any>,}"
is "of named types" "$(grep -E '^  type (any|mac-t|byte) ' "$T/wit" | sort)" "  type any = string;
  type byte = u8;
  type mac-t = string;"
like "of parameters" "$(cat "$T/wit")" 'set-salt: func\(value: string\)'
fails "refuses another form of bytes" 2 "$B/btf2wit" --world app --bytes octal "$T/app.bpf.o"
fails "refuses texts without a world" 2 "$B/btf2wit" --bytes hex "$T/app.bpf.o"
fails "refuses texts in a world of types alone" 1 "$B/btf2wit" --world app --bytes hex \
	"$T/event.def.o"
wit "$T/app.bpf.o"
like "without --world, the types alone" "$(cat "$T/wit")" 'comm: list<u8>.*
world app \{
  import types;
\}$'
for file in "$T"/worlds/c/*.c; do
	ok "${file##*/} of wit-bindgen compiles" "$B/wasm-bpf-cc" -c -o "$T/bindings.o" "$file"
done

world names <<-'END'
	enum other { OTHER, OTHER_2 };
	struct get { int x; }; struct on_rb { int on_end; }; typedef struct get entries;
	struct get_x { enum other other; };
	BUFFER(struct on_rb) rb SEC(".maps");
	BUFFER(struct get_x) Rb SEC(".maps"), end SEC(".maps");
	MAP(HASH, 1, struct get, entries) list SEC(".maps"), List SEC(".maps"), ___ SEC(".maps");
	const volatile struct get_x x, X;
	const volatile int _, get_x, list_;
END
takes "names that collide"
is "of maps" "$(grep '^interface map' "$T/wit")" "interface map-list {
interface map-x {
interface map-list-2 {"
is "of buffers" "$(grep '^  export on' "$T/wit")" "$(cat <<-'END'
	  export on-rb: func(records: list<get-x>);
	  export on-end-2: func(records: list<get-x>);
	  export on-rb-2: func(records: list<on-rb-3>);
	  export on-end: func();
END
)"
is "of parameters" "$(grep '^  get-' "$T/wit")" "$(cat <<-'END'
	  get-x: func() -> get-x-4;
	  get-x-2: func() -> s32;
	  get-get-x: func() -> s32;
	  get-list: func() -> s32;
	  get-x-3: func() -> get-x-4;
END
)"
is "of types beside functions" "$(grep '^  use ' "$T/wit" | sort -u)" "$(cat <<-'END'
	  use types.{get as get-2, entries as entries-2};
	  use types.{get-x as get-x-4};
	  use types.{get-x, on-rb as on-rb-3};
	  use types.{get-x, on-rb};
END
)"
is "of the case for all else" "$(type_of other | tail -n 2)" '    other-3,
  }'

world refused <<-'END'
	struct first { int x; }; struct second { int x; };
	struct first first; struct second second;
	struct { __uint(type, RINGBUF); __uint(max_entries, 4096); } rb SEC(".maps");
	static void *(*reserve)(void *, __u64, __u64) = (void *)131;
	static void (*submit)(void *, __u64) = (void *)132;
	SEC("kprobe/f") int f(void *context)
	{
		int *record = reserve(&rb, sizeof(struct first), 0);

		if (record)
			submit(record, 0);
		return 0;
	}
END
like "refuses records that may be of two types" "$(cat "$T/err")" \
	"^btf2wit: cannot make a world of '.*refused.bpf.o': cannot tell what the records of 'rb' are
hint: say it in the definition of 'rb': __type\(value, struct NAME\), perhaps one of first, second$"
world refused <<-'END'
	struct { __uint(type, PERF); } lost SEC(".maps");
END
like "refuses records of no type" "$(cat "$T/err")" "the records of 'lost' are
hint: let only its struct have 'event' in the name"
world local <<-'END'
	BUFFER(int) rb SEC(".maps");
	static void *(*reserve)(void *, __u64, __u64) = (void *)131;
	static void (*submit)(void *, __u64) = (void *)132;
	SEC("kprobe/f") int f(void *context)
	{
		struct wb_local_event { int x; } *record = reserve(&rb, sizeof(*record), 0);

		if (record) {
			record->x = 1;
			submit(record, 0);
		}
		return 0;
	}
END
like "refuses a type that BTF has not" "$(cat "$T/err")" \
	"of struct 'wb_local_event', which stands only in the debug information
hint: 'wasm-bpf types FILE' puts it into the object's BTF"
if [ -x "$B/wasm-bpf" ]; then
	ok "which wasm-bpf types puts there" "$B/wasm-bpf" types "$T/local.bpf.o"
	wit --world local "$T/local.bpf.o"
	like "then it is taken" "$(cat "$T/wit")" 'on-rb: func\(records: list<wb-local-event>\)'
fi
for name in types params programs map-start MAP-START; do
	fails "refuses a world called $name" 1 "$B/btf2wit" --world "$name" "$T/app.bpf.o"
done
fails "refuses fixed lists in a world" 1 "$B/btf2wit" --world app --fixed-lists "$T/app.bpf.o"
fails "refuses a package beside wasi:cli" 1 "$B/btf2wit" --world app --package wasi:cli@0.2.0 \
	"$T/app.bpf.o"
{ for i in $(seq 10); do echo "struct s$i { $([ "$i" = 1 ] && echo 'int a, b;' ||
	echo "struct s$((i - 1)) a, b;") };"; done
	for i in $(seq 120); do echo "MAP(HASH, 1, struct s7, struct s7) m$i SEC(\".maps\");"; done
	echo 'BUFFER(struct s10) rb SEC(".maps");'; } | world heavy
takes "a world of many large types"
for file in examples/*/*.bpf.o; do
	[ -e "$file" ] || continue
	# Of kernel sides in Rust the BTF has no struct of a record.
	[ "${file%/*}" != examples/rust-kernel ] || continue
	wit --world app "$file"
	takes "the world of ${file##*/}"
done

# --- what is made of it ---

for file in "$T/event.def.o" "$T/all.bpf.o" examples/*/*.bpf.o; do
	[ -e "$file" ] || continue
	wit "$file"
	ok "component tools take ${file##*/}" check "$T/wit"
	mkdir -p "$T/bindgen"
	ok "wit-bindgen takes ${file##*/}" check --bindgen "$T/bindgen" "$T/wit"
done
for file in tests/golden/*.wit; do
	ok "component tools take ${file##*/}" check --bindgen "$T/bindgen" "$file"
done
ok "wit-bindgen's C compiles" "$B/wasm-bpf-cc" -c -o "$T/bindings.o" "$T/bindgen/c/all.c"

wit "$T/all.bpf.o" --type all
cp "$T/wit" "$T/before"
ok "the same again" cmp "$T/before" <("$B/btf2wit" "$T/all.bpf.o" --type all)
wit "$T/all.bpf.o"
all=$(type_of all)
{ echo 'struct { enum { ANOTHER } a; union { int x; } b; struct one_more { int x; } c; } more;'
	cat "$T/all.c"; } | object all.bpf.o
wit "$T/all.bpf.o"
is "the same among other types" "$(type_of all)" "$all"

# --- bad input ---

refuses() { # name, file
	echo old >"$T/kept.wit"
	fails "refuses $1" 1 "$B/btf2wit" "$2" -o "$T/kept.wit"
	is "in one line: $1" "$(grep -c '^btf2wit: ' "$T/out") $(grep -cv '^btf2wit: \|^hint: ' \
		"$T/out")" "1 0"
	is "and keeps the old file: $1" "$(cat "$T/kept.wit")" old
}
refuses "a file that is not there" "$T/none.o"
refuses "a directory" "$T"
: >"$T/empty.o"
refuses "an empty file" "$T/empty.o"
head -c 4096 /dev/urandom >"$T/random.o"
refuses "random bytes" "$T/random.o"
echo 'int x;' | "$clang" -target bpf -c -x c - -o "$T/no-btf.o"
refuses "an object without BTF" "$T/no-btf.o"
size=$(wc -c <"$T/event.def.o")
wrong=
for ((length = 0; length < size; length += 1 + length / 100)); do
	head -c "$length" "$T/event.def.o" >"$T/cut.o"
	"$B/btf2wit" "$T/cut.o" -o "$T/kept.wit" >"$T/out" 2>&1
	[ $? -eq 1 ] && [ "$(grep -c '^btf2wit: ' "$T/out")" = 1 ] || wrong+=" $length"
done
is "refuses what is cut off anywhere" "$wrong" ""
is "and keeps the old file: cut off" "$(cat "$T/kept.wit")" old
done_testing
