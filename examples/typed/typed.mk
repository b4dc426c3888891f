# Builds NAME.py.wasm and NAME.js.wasm, guests in Python and JavaScript. An example's Makefile says
# NAME, and KERNEL, the folder of NAME.bpf.c. The tools for components come from PyPI and npm into
# ../.venv and ../node_modules, unless PY or JS name them.

TOOLS ?= ../../../build
PY ?= ../.venv/bin/componentize-py
JS ?= ../node_modules/.bin/componentize-js
VERSION = 0.25.1
sudo = $(if $(filter 0,$(shell id -u)),,sudo)

all: $(NAME).py.wasm

$(NAME).bpf.o: $(KERNEL)/$(NAME).bpf.c
	$(TOOLS)/wasm-bpf-cc -target bpf -Wall -c $< -o $@

$(NAME).wit: $(NAME).bpf.o
	$(TOOLS)/btf2wit --world $(NAME) $< -o $@

../.venv/bin/componentize-py:
	python3 -m venv ../.venv
	../.venv/bin/pip install -q --disable-pip-version-check componentize-py==$(VERSION)

../node_modules/.bin/componentize-js: ../package.json
	npm install --prefix .. --silent --no-audit --no-fund
	@touch $@

%.py.component.wasm: %.py %.wit | $(PY)
	$(PY) -q -d $*.wit -w $* componentize $* -o $@

%.js.component.wasm: %.js %.wit | $(JS)
	$(JS) $< -w $*.wit -n $* -d http -d fetch-event -o $@

# Compares the types of the guest with the object's.
%.wasm: %.component.wasm $(NAME).bpf.o
	$(TOOLS)/wasm-bpf bundle $^ -o $@

run: $(NAME).py.wasm
	$(sudo) $(TOOLS)/wasm-bpf $< $(ARGS)

clean:
	rm -rf $(NAME).bpf.o $(NAME).wit *.wasm __pycache__

.PHONY: all run clean
.DELETE_ON_ERROR:
.SECONDARY:
