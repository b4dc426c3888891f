# SPDX-License-Identifier: MIT
#
# One Makefile, not recursive: programs from the folder of their name and lib/.
# `make help` lists the targets; V=1 shows commands; SANITIZE=1 builds all with
# the address and undefined-behaviour sanitizers into build/asan.

VERSION := $(file <VERSION)
PREFIX ?= /usr/local
DEPS ?= build
CC ?= cc
FUZZ_CC ?= $(firstword $(foreach n,19 22 21 20 18 17 16 15,$(if $(shell command -v clang-$(n)),clang-$(n))) clang)
OBJCOPY ?= objcopy
CFLAGS ?= -O2 -g
B = build

ifeq ($(V),1)
Q =
say = @:
else
Q = @
say = @printf '  %-8s%s\n'
endif

ifeq ($(SANITIZE),1)
B = build/asan
sanitize = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
endif
ifeq ($(CI),true)
werror = -Werror
endif

O = $(B)/obj
flags = -std=gnu11 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -I. -Iruntime -Ioci -I$(B) \
	-Wall -Wextra -Wshadow -Wmissing-prototypes -Werror=implicit-function-declaration -Wno-format-truncation \
	-ffunction-sections -fdata-sections $(visibility) $(werror) $(sanitize)
ldflags = -Wl,--gc-sections $(sanitize) $(LDFLAGS)
bpf_libs = @$(B)/libbpf/libs

# A room is a folder, and an archive: $(B)/rooms/NAME.a. Programs, unit tests and fuzz
# targets name the rooms that they are made of; docs/design.md draws them.
host_rooms = lib bindings values types columns streams plots kernels check export activity typed observe inspection service naming btf2h btf2wit wasm-bpf
runtime_rooms = runtime recording tape imports session handover attach records engine policy kinds btf symbols containers base
command_rooms = naming service inspection observe typed activity bindings values types columns streams plots kernels check $(runtime_rooms) lib
# What packs kernels and packages.
unpack_libs = -lz -llzma -lzstd
oci_rooms = command transfer trust registry store format
folder = $(firstword $(wildcard runtime/$(1) oci/$(1) $(1)))
objects = $(patsubst %.c,$(O)/%.o,$(wildcard $(call folder,$(1))/*.c))
rooms = $(patsubst %,$(B)/rooms/%.a,$(1))
# In a release (release/release.mk) programs are static, and one file is two of them.
programs = $(addprefix $(B)/$(if $(RELEASE),one/),btf2wit btf2h wasm-bpf)
library = $(B)/libwasm-bpf.a
helpers = $(if $(RELEASE),,$(B)/wasm-bpf-oci $(B)/wasm-bpf-export)
scripts = $(B)/wasm-bpf-cc $(B)/wasm-bpf-cargo
# The examples that are installed as tools, which `wasm-bpf tools` lists.
gallery = biolatency execsnoop filewatch guard opensnoop profile runqlat syscount sysmon task_iter \
	tcpconnlat tcplife xdp
tools = $(gallery:%=$(B)/tools/%.wasm)
examples = $(patsubst %/Makefile,%,$(wildcard examples/*/Makefile))

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
.PHONY: all tools units examples $(examples) deps demo test test-interop ports bench bench-check site pictures new install uninstall bless order fuzz soak torture test-services test-kernels lint clean help FORCE

all: $(programs) $(helpers) $(library) $(B)/wasm-bpf-uninstalled.pc $(scripts)	## build everything into build/

# --- programs --------------------------------------------------------------

# What is missing is named once, before a compiler complains about it.
$(B)/deps.ok:
	$(Q)sdk/deps check $(DEPS)
	@mkdir -p $(@D) && touch $@

# libbpf and the engine are found, or built once, by scripts; response files name what they found.
# (A rule for both files at once would make this make believe that both are new each time.)
libbpf = $(B)/libbpf/cflags $(B)/libbpf/libs
engine = $(B)/engine/cflags $(B)/engine/libs
$(B)/libbpf/libs: $(B)/libbpf/cflags ;
$(B)/engine/libs: $(B)/engine/cflags ;
$(B)/libbpf/cflags: FORCE | $(B)/deps.ok
	$(Q)CC='$(CC)' pinned/libbpf.sh $(B)/libbpf
$(B)/engine/cflags: FORCE | $(B)/deps.ok
	$(Q)pinned/engine.sh $(B)/engine

$(O)/%.o: %.c Makefile VERSION $(libbpf) | $(B)/deps.ok
	$(say) CC $<
	@mkdir -p $(@D)
	$(Q)$(CC) $(flags) @$(B)/libbpf/cflags $(CFLAGS) $(engine_cflags) -MMD -MP -c $< -o $@

define room
$(B)/rooms/$(1).a: $(call objects,$(1))
endef
$(foreach r,$(host_rooms) $(runtime_rooms) $(oci_rooms),$(eval $(call room,$(r))))
$(B)/rooms/%.a:
	$(say) AR $@
	@mkdir -p $(@D)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

# Of rooms, with what the rooms below need of those above: the order is the linker's to find.
link = $(CC) $(ldflags) $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group
$(B)/btf2wit: $(call rooms,values types)
$(B)/btf2wit $(B)/btf2h: $(B)/%: $(call rooms,bindings lib)
	$(say) LD $@
	$(Q)$(link) $(bpf_libs) -o $@
$(B)/btf2wit: $(call objects,btf2wit)
$(B)/btf2h: $(call objects,btf2h)

# Names of system calls are those of the compiler's <sys/syscall.h>.
$(B)/columns/syscall_names.inc: Makefile
	@mkdir -p $(@D)
	$(Q)echo '#include <sys/syscall.h>' | $(CC) -dM -E - | \
		sed -n 's/^#define __NR_\([a-z0-9_]*\) .*/[__NR_\1] = "\1",/p' | sort >$@
$(foreach o,$(O) $(B)/fuzz/obj,$o/columns/syscall_names.o): $(B)/columns/syscall_names.inc

$(foreach o,$(O) $(B)/fuzz/obj,$o/values/host_wit.o): values/host.wit values/host.wit.wasm

# Skeletons are made of templates, which are put into the objects beside them.
templates = $(wildcard btf2h/*.tmpl)
$(foreach o,$(O) $(B)/fuzz/obj,$(patsubst %.c,$o/%.o,$(wildcard btf2h/skeleton_*.c))): $(templates)

$(call objects,engine): $(engine)
$(call objects,engine): engine_cflags = @$(B)/engine/cflags -DENGINE_BUILD=$(engine_build)
# A name of the engine's build, not of its place: the folder of the library.
engine_build = build_$(firstword $(shell sed 's|/lib/libwasmtime.*||; s|.*/||' $(B)/engine/libs | cksum))

# What each run starts with.
small_libs = $(if $(sanitize),$(bpf_libs) -lmd $(unpack_libs) -ljansson,@$(B)/within)
$(B)/within.ld: $(B)/within ;
$(B)/within: pinned/within.sh pinned/start.order $(libbpf)
	@mkdir -p $(@D)
	$(Q)CC='$(CC)' pinned/within.sh $@ $$(cat $(B)/libbpf/libs) -lmd $(unpack_libs) \
		-ljansson
$(B)/wasm-bpf: $(call objects,wasm-bpf) $(call rooms,$(command_rooms)) $(engine) $(B)/within
	$(say) LD $@
	$(Q)$(link) $(small_libs) @$(B)/engine/libs -o $@

# The runtime as a library: one object, libbpf, engine and all, of which others see
# wasm_bpf_... alone, so that no name of ours or of theirs meets another. A libbpf or an
# engine that is no archive stays outside.
header = runtime/wasm_bpf.h
library_objects = $(foreach r,$(runtime_rooms) types lib,$(call objects,$(r)))
$(library_objects): visibility = -fPIC -fvisibility=hidden
library_words = $(shell cat $(B)/libbpf/libs $(B)/engine/libs)
$(library): $(library_objects) $(libbpf) $(engine) $(header)
	$(say) MERGE $@
	$(Q)$(CC) -r -nostdlib -Wl,--gc-sections \
		$$(sed -n 's/^WASM_BPF_API.*\(wasm_bpf_[a-z_]*\)(.*/-Wl,-u,\1/p' $(header)) \
		$(filter %.o,$^) $(filter %.a,$(library_words)) -o $(@:.a=.o)
	$(Q)$(OBJCOPY) --wildcard --keep-global-symbol='wasm_bpf_*' --strip-debug --discard-all \
		--remove-section=.llvmbc --remove-section=.llvmcmd $(@:.a=.o)
	$(Q)rm -f $@ && $(AR) rcs $@ $(@:.a=.o) && rm $(@:.a=.o)

# For pkg-config, in the tree and where it is installed: prefix, includedir, libdir.
library_libs = -lmd -lz -ljansson $(filter-out %.a,$(library_words)) -pthread
pc = sed -e 's|@PREFIX@|$(1)|' -e 's|@INCLUDEDIR@|$(2)|' -e 's|@LIBDIR@|$(3)|' \
	-e 's|@VERSION@|$(VERSION)|' -e 's|@FLAGS@|$(sanitize)|' \
	-e 's|@LIBS@|$(library_libs) $(sanitize)|' -e 's| *$$||' runtime/wasm-bpf.pc.in
$(B)/include/wasm_bpf.h: $(header)
	@mkdir -p $(@D)
	$(Q)install -m 644 $< $@
$(B)/wasm-bpf-uninstalled.pc: runtime/wasm-bpf.pc.in $(libbpf) $(engine) Makefile VERSION | $(B)/include/wasm_bpf.h
	$(Q)$(call pc,$(CURDIR)/$(B),$${prefix}/include,$${prefix}) >$@

# What talks to registries is a process of its own: it holds no BPF object, and the
# runtime starts without the libraries that it needs.
oci_libs = -lcurl -lssl -lcrypto -lsodium -ljansson -pthread
$(B)/wasm-bpf-oci: $(call objects,command) $(call rooms,transfer trust registry store format lib)
	$(say) LD $@
	$(Q)$(link) $(oci_libs) -o $@

# What speaks HTTP for metrics is a process of its own, too.
export_libs = -levent -lcurl -ljansson -pthread
$(B)/wasm-bpf-export: $(call objects,export) $(call rooms,lib)
	$(say) LD $@
	$(Q)$(link) $(export_libs) -o $@

# libbpf's headers for programs in the kernel, of the libbpf that the runtime has, with what differs.
bpf_headers = $(B)/bpf-include/bpf/bpf_helpers.h
$(bpf_headers): $(libbpf) sdk/c/bpf-include.sed
	@mkdir -p $(@D)
	$(Q)from=$$(sed -n 's/^-isystem //p' $(B)/libbpf/cflags); \
	from=$${from:-/usr/include}/bpf; \
	for name in bpf_core_read bpf_endian bpf_helper_defs bpf_tracing usdt.bpf bpf_helpers; do \
		sed -E -f sdk/c/bpf-include.sed "$$from/$$name.h" >$(@D)/$$name.h || exit; \
	done

$(B)/wasm-bpf-cc: sdk/c/wasm-bpf-cc VERSION $(bpf_headers)
$(B)/wasm-bpf-cargo: sdk/rust/wasm-bpf-cargo VERSION
$(scripts):
	@mkdir -p $(@D)
	$(Q)sed 's/@VERSION@/$(VERSION)/' $< >$@ && chmod 755 $@

# --- tests -----------------------------------------------------------------

# A unit test or fuzz target says which rooms it is made of: a line "rooms: ..." in its head.
units = $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/*.c))
fuzzers = $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/*.c))
rooms_of = $(shell sed -n 's/^ \* rooms: //p' tests/$(1).c)
libs_of = $(bpf_libs) -lmd -lz $(if $(filter kernels,$(rooms_of)),$(unpack_libs)) $(if $(filter export,$(rooms_of)),$(export_libs)) $(if $(filter containers,$(rooms_of)),-ljansson) $(if $(filter $(oci_rooms),$(rooms_of)),$(oci_libs))
parts = $(filter-out %/main.o,$(foreach r,$(call rooms_of,$(1)),$(call objects,$(r))))

.SECONDEXPANSION:
$(B)/unit/%: $(O)/tests/unit/%.o $$(call parts,unit/$$*) $(engine)
	$(say) LD $@
	@mkdir -p $(@D)
	$(Q)$(CC) $(ldflags) $(filter %.o,$^) $(call libs_of,unit/$*) -lcheck -lsubunit -lrt -lm \
		$(if $(filter engine,$(call rooms_of,unit/$*)),@$(B)/engine/libs) -o $@

# Fuzz targets are of objects of their own, which tell the fuzzer where they have been.
fuzz_flags = $(flags) -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
$(B)/fuzz/obj/%.o: %.c Makefile $(libbpf)
	@mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(fuzz_flags) @$(B)/libbpf/cflags -MMD -MP -c $< -o $@
$(fuzzers): $(B)/fuzz/%: $(B)/fuzz/obj/tests/fuzz/%.o $$(call parts_fuzz,$$*)
	$(say) FUZZ $@
	$(Q)$(FUZZ_CC) -fsanitize=fuzzer,address,undefined $(filter %.o,$^) $(call libs_of,fuzz/$*) -o $@
parts_fuzz = $(patsubst $(O)/%,$(B)/fuzz/obj/%,$(call parts,fuzz/$(1)))

# The judge of WIT: the reference parser, encoder and generators, built once a machine.
cache = $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/wasm-bpf
build/wit-check: $(wildcard tests/wit-check/Cargo.* tests/wit-check/src/*.rs)
	$(say) CARGO $@
	$(Q)CARGO_TARGET_DIR=$(cache)/wit-check cargo build --quiet --release --locked \
		--manifest-path tests/wit-check/Cargo.toml
	$(Q)cp $(cache)/wit-check/release/wit-check $@

units: $(units)
ifndef T
test: all units build/wit-check	## build all, also with sanitizers, and run every test; T=NAME: that one
	$(Q)$(MAKE) --no-print-directory SANITIZE=1 all units
	$(Q)tests/run $(units) $(units:build/%=build/asan/%) $(sort $(wildcard tests/t/*.sh))
else
# Scripts and unit tests of these names, which may be patterns.
scripts_named = $(sort $(wildcard $(T:%=tests/t/%.sh)))
units_named = $(patsubst tests/unit/%.c,$(B)/unit/%,$(sort $(wildcard $(T:%=tests/unit/%.c))))
test: all $(units_named) $(if $(filter %/wit.sh %/typed.sh %/typed-host.sh %/typed-maps.sh,$(scripts_named)),build/wit-check)
	$(Q)B=$(B) tests/run $(or $(strip $(units_named) $(scripts_named)),$(error no test is named '$(T)'))
endif

# Tools that take minutes to build are built for these, once, into the user's cache.
interop = $(wildcard tests/t/oci-interop.sh tests/t/oci-trust.sh tests/t/oci-sign.sh)
test-interop: all	## test artifacts with other projects' tools, building them first
	$(Q)WASM_BPF_INTEROP=1 tests/run $(interop)

FUZZ_SECONDS ?= 600
fuzz: $(fuzzers)	## run every fuzz target for FUZZ_SECONDS in all (600)
	$(Q)tests/fuzz/run $(FUZZ_SECONDS) $(fuzzers)

SOAK_RECORDS ?= 10000000
SOAK_INSTANCES ?= 200
soak: all	## [MINUTES=5 GUESTS=20] drive buffers with SOAK_RECORDS (10000000), start 200 guests, count what is left; with MINUTES: many guests side by side
ifdef MINUTES
	$(Q)tests/soak/many $(MINUTES) $(or $(GUESTS),20)
else
	$(Q)tests/soak/run $(SOAK_RECORDS) $(SOAK_INSTANCES)
endif

torture: all	## [N=10000000 SEED=n]: N records with a number each, from several producers, into several rings, read in each way
	$(Q)tests/soak/torture $(or $(N),10000000) $(SEED)

test-services: all	## run what `wasm-bpf deploy` writes under systemd, in a root of its own, and under podman
	$(Q)B=$(B) tests/run $(wildcard tests/services/*.sh)

# Another machine's: MACHINE/SERIES.
KERNELS ?= 5.10 6.1 6.12 newest
test-kernels: all tools	## [KERNELS="6.1 aarch64/newest"] [CHECKS=modules|places|capabilities] try every kind of program in Debian's kernels, under qemu
	$(Q)tests/kernels/run $(KERNELS)
	$(Q)tests/kernels/table

# What lint compares with for what is asked of changed lines alone.
LINT_BASE ?= HEAD~1
lint:	## [LINT_BASE=rev]: look at the sources: scripts, format, manuals, widths, licences
	$(Q)LINT_BASE='$(LINT_BASE)' tests/lint

order: all	## find out anew which functions starts run: pinned/start.order (as root, with valgrind)
	$(Q)pinned/order.sh $(B) >$(B)/start.order
	$(Q)mv $(B)/start.order pinned/start.order

bless: build/wit-check	## rewrite what is made and kept: golden output, the tables of docs/abi.md and wasm-bpf(1), the ABI's mirrors
	$(Q)runtime/imports/rows.sh --write docs/abi.md
	$(Q)runtime/kinds/rows.sh --write docs/wasm-bpf.1
	$(Q)sdk/c/absent.sh --write docs/sdk-c.md
	$(Q)sdk/abi.sh rust >sdk/rust/src/binding/abi.rs
	$(Q)sdk/abi.sh go >sdk/go/internal/abi/abi.go
	$(Q)build/wit-check --encode values/host.wit.wasm values/host.wit
	$(Q)BLESS=1 tests/run tests/t/golden.sh

# --- projects --------------------------------------------------------------

# A locale's LANG comes from the environment; the language from the command line.
language = $(if $(filter command line,$(origin LANG)),$(LANG),c)
new: all	## NAME=app [LANG=c|cpp|go|js|python|rust] [TYPED=1] [DIR=path]: make a project from a template
	$(Q)$(B)/wasm-bpf new '$(NAME)' --lang '$(language)' --dir '$(or $(DIR),$(NAME))' $(if $(TYPED),--typed)

examples: $(examples)	## build every example
$(examples): all
	$(Q)$(MAKE) --no-print-directory -C $@ TOOLS=$(CURDIR)/$(B) SDK=$(CURDIR)/sdk

# Each is built anew if its source, the SDK or a generator has changed.
sdk_c := $(shell find sdk/c -type f)
tool_parts = $(wildcard examples/$(1)/Makefile examples/$(1)/*.c examples/$(1)/$(1).h)
tools: $(tools)	## build the tools that 'wasm-bpf tools' lists
$(tools): $(B)/tools/%.wasm: $$(call tool_parts,$$*) examples/tool.h examples/c.mk $(sdk_c) \
		$(B)/btf2h $(B)/wasm-bpf-cc
	$(say) TOOL $@
	@mkdir -p $(@D)
	$(Q)$(MAKE) -s -C examples/$* clean
	$(Q)$(MAKE) -s -C examples/$* TOOLS=$(CURDIR)/$(B) SDK=$(CURDIR)/sdk
	$(Q)install -m 644 examples/$*/$*.wasm $@

DEMO_SECONDS ?= 5
demo:	## install what it needs, get a prebuilt engine, show bootstrap on real events
	$(Q)pinned/demo.sh $(CURDIR)/build/demo $(DEMO_SECONDS)

deps:	## install what building and testing need (asks first; YES=1: does not; DEMO=1: for the demo)
	$(Q)sdk/deps install $(if $(DEMO),demo)

# pip installs the generator, of locked versions, into the user's cache.
site:	## make static pages of the documents, with search, in build/site
	$(Q)docs/make/site build/site $(cache)/site

pictures: tools	## draw the pictures of README.md again: a run on this machine, the kept figures
	$(Q)PATH=$(CURDIR)/$(B):$$PATH docs/make/recording docs/make/tools.scenario docs/pictures/tools.svg
	$(Q)docs/make/plot docs/performance.md docs/pictures/bench.svg
	$(Q)docs/make/plot --curves docs/pictures/curves.points docs/pictures/curves.svg

SRC ?= tests/ports
ports: all	## [SRC=dir]: build sources written for libbpf as guests, run them, print a table
	$(Q)B=$(B) tests/ports/run $(SRC)

bench-check: all	## measure, and say which ratios moved since tests/bench/kept
	$(Q)tests/bench/check $(if $(KEEP),--keep)

# What it measures by size, rate and number is drawn, too.
bench: export CURVES = $(B)/bench.points
bench: all	## measure beside native libbpf, in one run, and draw curves into build/curves.svg; KEEP=1: for docs/pictures
	$(Q)rm -f $(CURVES)
	$(Q)tests/bench/run
	$(Q)tests/bench/shapes
	$(Q)tests/bench/guests
	$(Q)tests/bench/traced
	$(Q)tests/bench/bindings
	$(Q)docs/make/plot --curves $(CURVES) $(B)/curves.svg
	$(Q)sed -i '1i # Points of curves.svg: PANEL|LINE|X|VALUE. `make bench KEEP=1` keeps them.' $(CURVES)
	$(if $(KEEP),$(Q)cp $(CURVES) docs/pictures/curves.points && cp $(B)/curves.svg docs/pictures/)

# --- installing ------------------------------------------------------------

bindir = $(DESTDIR)$(PREFIX)/bin
sharedir = $(DESTDIR)$(PREFIX)/share
datadir = $(sharedir)/wasm-bpf
libexecdir = $(DESTDIR)$(PREFIX)/libexec/wasm-bpf
includedir = $(DESTDIR)$(PREFIX)/include
libdir = $(DESTDIR)$(PREFIX)/lib
toolsdir = $(libdir)/wasm-bpf/tools
completions = $(sharedir)/bash-completion/completions
zsh_completions = $(sharedir)/zsh/site-functions
fish_completions = $(sharedir)/fish/vendor_completions.d
installed = $(notdir $(programs) $(scripts))
manuals = $(notdir $(wildcard docs/*.1))

# Names of folders are quoted: they may have blanks. In files of pkg-config these are escaped.
empty :=
pc_path = $(subst $(empty) ,\ ,$(1))

install: all $(if $(GALLERY),,tools)	## install programs, tools, library, SDK, templates, manuals (PREFIX, DESTDIR)
	install -d "$(includedir)" "$(libdir)/pkgconfig" "$(bindir)" "$(libexecdir)" "$(datadir)" "$(toolsdir)" \
		"$(sharedir)/man/man1" "$(sharedir)/pkgconfig" \
		"$(completions)" "$(zsh_completions)" "$(fish_completions)"
	install -m 644 $(header) "$(includedir)"
	install -m 644 $(library) "$(libdir)"
	$(call pc,$(subst \,\\,$(call pc_path,$(PREFIX))),$${prefix}/include,$${prefix}/lib) \
		>"$(libdir)/pkgconfig/wasm-bpf.pc"
	install -m 755 $(programs) $(scripts) "$(bindir)"
	$(if $(helpers),install -m 755 $(helpers) "$(libexecdir)",rmdir "$(libexecdir)")
	install -m 644 $(gallery:%=$(or $(GALLERY),$(B)/tools)/%.wasm) "$(toolsdir)"
	$(if $(RELEASE),,for p in $(notdir $(programs)); do strip "$(bindir)/$$p" || exit; done)
	$(if $(helpers),strip "$(libexecdir)"/*)
	install -m 644 docs/*.1 "$(sharedir)/man/man1"
	install -m 644 docs/strict.policy docs/completion.sh "$(datadir)"
	git ls-files sdk templates 2>/dev/null | grep . >$(B)/shared || find sdk templates -type f >$(B)/shared
	tar -cf - -T $(B)/shared | tar -xf - --no-same-owner -C "$(datadir)"
	install -d "$(datadir)/sdk/c/bpf-include/bpf"
	install -m 644 $(B)/bpf-include/bpf/*.h "$(datadir)/sdk/c/bpf-include/bpf"
	sed -e 's|@PREFIX@|$(subst \,\\,$(call pc_path,$(PREFIX)))|' -e 's|@VERSION@|$(VERSION)|' sdk/wasm-bpf-sdk.pc.in \
		>"$(sharedir)/pkgconfig/wasm-bpf-sdk.pc"
	install -m 644 docs/completion.zsh "$(zsh_completions)/_wasm-bpf"
	for p in $(installed); do \
		install -m 644 docs/completion.bash "$(completions)/$$p" && \
		install -m 644 docs/completion.fish "$(fish_completions)/$$p.fish" || exit; \
	done

uninstall:	## remove what install put there
	for p in $(installed); do \
		rm -f "$(bindir)/$$p" "$(completions)/$$p" "$(fish_completions)/$$p.fish"; \
	done
	for p in $(manuals); do rm -f "$(sharedir)/man/man1/$$p"; done
	rm -f "$(zsh_completions)/_wasm-bpf" "$(sharedir)/pkgconfig/wasm-bpf-sdk.pc"
	rm -f "$(includedir)/wasm_bpf.h" "$(libdir)/libwasm-bpf.a" "$(libdir)/pkgconfig/wasm-bpf.pc"
	rm -rf "$(datadir)" "$(libexecdir)" "$(libdir)/wasm-bpf"

# --- the rest --------------------------------------------------------------

help:	## print this list
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' Makefile | expand -t 16

clean:	## remove build/
	rm -rf build

include release/release.mk
-include $(shell find $(O) $(B)/fuzz/obj -name '*.d' 2>/dev/null)
