/* SPDX-License-Identifier: MIT */
/* The commands of wasm-bpf. Each has a file of its name. */
#ifndef WASM_BPF_COMMAND_H
#define WASM_BPF_COMMAND_H

/* Runs a guest. Returns the exit status of the process, as all commands do. */
int cmd_run(int argc, char **argv);

/* Repeats a run that cmd_run() recorded. */
int cmd_replay(int argc, char **argv);

/* Compiles a guest into a file that cmd_run() accepts in its place. */
int cmd_compile(int argc, char **argv);

/* Shows what a guest or a BPF object is and needs, or what the manifest of an artifact says. */
int cmd_inspect(int argc, char **argv);

/* Lists the installed tools, or publishes them. */
int cmd_tools(int argc, char **argv);
int cmd_plot(int argc, char **argv);
int cmd_types(int argc, char **argv);
int cmd_bundle(int argc, char **argv);
int cmd_wit(int argc, char **argv);

/* Writes files with which others start a tool as a service. */
int cmd_deploy(int argc, char **argv);

/* Says whether a guest that keeps a file for it is well. */
int cmd_health(int argc, char **argv);

/* Lists the runs on this host, and the programs of others. */
int cmd_ps(int argc, char **argv);

/* Shows again and again what programs and maps take. */
int cmd_top(int argc, char **argv);

/* Becomes journalctl for a run's unit. */
int cmd_logs(int argc, char **argv);

/* Makes a project from a template. */
int cmd_new(int argc, char **argv);

/* Writes the types of a kernel as a C header for BPF programs. */
int cmd_vmlinux(int argc, char **argv);

/* Makes slices of kernels' BTF for a guest or an object. */
int cmd_btf(int argc, char **argv);

/* Checks whether a guest or an object fits kernels. */
int cmd_check(int argc, char **argv);

#endif
