# SPDX-License-Identifier: MIT
#
# The one file, and what is made of it: build/release. With RELEASE=1 (an inner make, for one
# machine) it is static, against the pinned curl and OpenSSL; without, it tests that two programs
# are one.

one_file = $(B)/one/wasm-bpf
oci_objects = $(foreach r,$(oci_rooms),$(call objects,$(r)))
export_objects = $(call objects,export)
elf_libs = $(bpf_libs) $(if $(RELEASE),$(shell pkg-config --static --libs libelf))

ifeq ($(RELEASE),1)
export RUST_TARGET
curl = $(B)/curl/cflags $(B)/curl/libs
oci_libs = @$(B)/curl/libs -lsodium -ljansson -pthread
flags += -ffile-prefix-map=$(CURDIR)=.
ldflags += -static-pie -Wl,-z,relro,-z,now,-z,pack-relative-relocs -Wl,--build-id=none -s

$(B)/curl/libs: $(B)/curl/cflags ;
$(B)/curl/cflags: FORCE
	$(Q)CC='$(CC)' pinned/curl.sh $(B)/curl
$(oci_objects) $(export_objects): $(curl)
$(oci_objects) $(export_objects): engine_cflags = @$(B)/curl/cflags

$(B)/one/btf2h: $(call objects,btf2h)
$(B)/one/btf2wit: $(call objects,btf2wit)
$(B)/one/btf2wit: $(call rooms,values types)
$(B)/one/btf2h $(B)/one/btf2wit: $(call rooms,bindings lib)
	$(say) LD $@
	@mkdir -p $(@D)
	$(Q)$(link) $(elf_libs) -o $@
endif

# wasm-bpf-oci as one object with one name, so that none of its rooms meets one of the runtime's.
$(B)/one/oci.o: $(oci_objects)
	@mkdir -p $(@D)
	$(Q)$(CC) -r -nostdlib $^ -o $@
	$(Q)$(OBJCOPY) --redefine-sym main=oci_main --keep-global-symbol=oci_main $@
# The same for wasm-bpf-export.
$(B)/one/export.o: $(export_objects)
	@mkdir -p $(@D)
	$(Q)$(CC) -r -nostdlib $^ -o $@
	$(Q)$(OBJCOPY) --redefine-sym main=export_main --keep-global-symbol=export_main $@
$(B)/one/main.o: $(O)/wasm-bpf/main.o
	@mkdir -p $(@D)
	$(Q)$(OBJCOPY) --redefine-sym main=wasm_bpf_main $< $@

$(one_file): $(O)/release/one_file.o $(B)/one/main.o $(B)/one/oci.o $(B)/one/export.o \
		$(filter-out %/main.o,$(call objects,wasm-bpf)) $(call rooms,$(command_rooms)) \
		$(B)/engine/libs $(B)/within.ld
	$(say) LD $@
	$(Q)$(link) -Wl,-T,$(B)/within.ld @$(B)/engine/libs -levent $(oci_libs) -lmd $(elf_libs) $(unpack_libs) -o $@

# What writes the image: a program of our own rooms.
$(B)/one/image: $(O)/release/image.o $(call rooms,store format lib)
	$(say) LD $@
	@mkdir -p $(@D)
	$(Q)$(link) -lcrypto -ljansson -o $@

.PHONY: release deb image test-release
release: tools	## [MACHINES="x86_64 aarch64"] [KEY=file]: the one file, SDK, packages, image, sums into build/release
	$(Q)release/make '$(or $(MACHINES),$(shell uname -m))' '$(KEY)'
deb image: release	## (they are made by release)
test-release: release	## try what release made, in bare roots of other distributions, too
	$(Q)tests/run $(sort $(wildcard tests/release/*.sh))
