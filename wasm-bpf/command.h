/* SPDX-License-Identifier: MIT */
/* The commands of wasm-bpf, a file each. */
#ifndef WASM_BPF_COMMAND_H
#define WASM_BPF_COMMAND_H

/* Runs a guest. Returns the exit status of the process, as all commands do. */
int cmd_run(int argc, char **argv);

/* Compiles a guest into a file that cmd_run() takes in its place. */
int cmd_compile(int argc, char **argv);

/* Tells what a guest or a BPF object is and needs; of an artifact, what its manifest says. */
int cmd_inspect(int argc, char **argv);

/* Makes a project from a template. */
int cmd_new(int argc, char **argv);

#endif
