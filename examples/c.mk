# Builds NAME.wasm from NAME.bpf.c, NAME.h and NAME.c, as bootstrap/Makefile does, which
# is the one to read. What an example's Makefile says: NAME, and TYPES, the structs that
# the kernel side sends.

TOOLS ?= ../../build
CFLAGS ?= -Wall -Wextra
sudo = $(if $(filter 0,$(shell id -u)),,sudo)

all: $(NAME).wasm

$(NAME).bpf.o: $(NAME).bpf.c $(wildcard $(NAME).h)
	$(TOOLS)/wasm-bpf-cc -target bpf -Wall -c $< -o $@

$(NAME).types.h: $(NAME).bpf.o
	$(TOOLS)/btf2h $(TYPES:%=--type %) $< -o $@

$(NAME).skel.h: $(NAME).bpf.o
	$(TOOLS)/btf2h --skeleton $< -o $@

$(NAME).wasm: $(NAME).c $(wildcard ../tool.h) $(if $(TYPES),$(NAME).types.h) $(NAME).skel.h
	$(TOOLS)/wasm-bpf-cc $(CFLAGS) $< --small-malloc -lc-printscan-no-floating-point -o $@

run: $(NAME).wasm
	$(sudo) $(TOOLS)/wasm-bpf $(RUNFLAGS) $< $(ARGS)

clean:
	rm -f $(NAME).bpf.o $(NAME).types.h $(NAME).skel.h $(NAME).wasm

.PHONY: all run clean
.DELETE_ON_ERROR:
