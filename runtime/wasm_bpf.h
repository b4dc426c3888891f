/* SPDX-License-Identifier: MIT */
/*
 * wasm-bpf as a library: runs WebAssembly guests that load and use BPF programs within a
 * process of yours. What a guest can import is docs/abi.md's; wasm-bpf(1) is a user of
 * this header, and what its options do the functions of a struct wasm_bpf_config do.
 *
 *	runtime	  what modules and instances share: the engine, the compile cache, and a
 *		  thread that keeps time
 *	module	  a guest's code, compiled, for any number of instances
 *	config	  what an instance is given: arguments, directories, limits, functions
 *	instance  one run of a module
 *
 * Each is freed after all that was made from it; the functions that free take null.
 * docs/embedding.md has a whole program.
 *
 * Errors. A function that can fail returns 0, or a negative errno of Linux's. Where it takes
 * a struct wasm_bpf_error, which may be null, that says why; after success it is as it was.
 * What is given through a pointer called ret_... is stored on success only.
 *
 * Threads. Runtimes, modules and configs can be used by any number of threads at once, a
 * config as long as nobody changes it. An instance runs on the one thread that calls
 * wasm_bpf_run(), which should have 2 MiB of stack or more; what else can be called
 * meanwhile from other threads says so. Functions of yours are called on the thread that
 * runs the guest, but for those that take its output, and `stuck`.
 *
 * The process. The library has no say about it: it neither ends it, nor writes to its
 * streams where you give it functions to call, nor touches its signals before
 * wasm_bpf_handle_signals(). The engine does install handlers of SIGSEGV, SIGILL and SIGFPE, for
 * the traps of guests, and passes on what is none to those that were there before; and
 * libbpf's one print function is replaced by one that passes on what calls of yours make it
 * say.
 */
#ifndef WASM_BPF_LIBRARY_H
#define WASM_BPF_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WASM_BPF_API __attribute__((visibility("default")))

struct wasm_bpf_config;
struct wasm_bpf_instance;
struct wasm_bpf_module;
struct wasm_bpf_runtime;

struct wasm_bpf_error {
	int code;            /* a positive errno */
	char message[1024];  /* one line, without a newline: what failed, of what, and why */
	char hint[512];      /* what can be done about it, or empty */
};

/* The version of this library, "0.1.0", and its engine's name and version. */
WASM_BPF_API const char *wasm_bpf_version(void);
WASM_BPF_API const char *wasm_bpf_engine_version(void);

/* --- runtime ------------------------------------------------------------ */

enum {
	/* Keep compiled code, and what objects ask of the kernel's BTF, in the user's cache, and
	 * look for both there, as wasm-bpf(1) does. */
	WASM_BPF_CACHE = 1,
};

/* A new runtime; one is enough for a process. `flags` are of the above. -ENOMEM, -EAGAIN. */
WASM_BPF_API int wasm_bpf_runtime_new(unsigned int flags, struct wasm_bpf_runtime **ret_runtime,
				      struct wasm_bpf_error *error);
WASM_BPF_API void wasm_bpf_runtime_free(struct wasm_bpf_runtime *runtime);

/* Why there is no cache though it was asked for, or null. The runtime owns the text. */
WASM_BPF_API const char *wasm_bpf_runtime_no_cache(const struct wasm_bpf_runtime *runtime);

/* As wasm_bpf_stop(), for all instances of the runtime, and from now on for each as soon as it
 * runs. From any thread. */
WASM_BPF_API void wasm_bpf_runtime_stop(struct wasm_bpf_runtime *runtime);

enum {
	/*
	 * SIGINT, SIGTERM, SIGHUP (unless it is ignored) and SIGPIPE stop all runtimes, as
	 * wasm_bpf_runtime_stop() does. They are blocked for the calling thread and those that
	 * it makes from now on, and a thread of the library waits for them: call this before
	 * you make threads. While there is no runtime they end the process, as without this,
	 * but for SIGPIPE.
	 */
	WASM_BPF_SIGNALS_STOP = 1,
	/*
	 * Guests can map what they cannot write: ring buffers, and frozen arrays. A handler of
	 * SIGSEGV then helps where the engine itself stores to such a page for a guest. Call
	 * this before the first runtime is made; without it such a mapping is refused to the
	 * guest (-EOPNOTSUPP), which can read the buffer in batches.
	 */
	WASM_BPF_SIGNALS_MEMORY = 2,
};

/* Lets the library handle signals of this process, `which` being of the above, for as long as
 * the process lives. -EBUSY when it is too late for WASM_BPF_SIGNALS_MEMORY. */
WASM_BPF_API int wasm_bpf_handle_signals(unsigned int which, struct wasm_bpf_error *error);

/* --- modules ------------------------------------------------------------ */

/* Compiles a module of `size` bytes, or finds its code in the cache; the bytes are not needed
 * afterwards. `name` is for messages, and its last part, without folder and suffix, is what
 * BPF objects are called that have no name of their own; null: "guest". -EINVAL, with the
 * reason, when the bytes are not a valid module. */
WASM_BPF_API int wasm_bpf_module_new(struct wasm_bpf_runtime *runtime, const void *bytes,
				     size_t size, const char *name,
				     struct wasm_bpf_module **ret_module,
				     struct wasm_bpf_error *error);

/*
 * Bounds what is compiled from now on by the limits of a config: the module's size and
 * functions; and, as nothing can interrupt a compilation, by the config's function for what is
 * stuck (wasm_bpf_config_stuck()), which has to end the process. It is called, from a thread
 * of the library, when during a compilation the runtime is told to stop, the config's time is
 * over or the process takes more memory than the limit `compile`. The config has to live as
 * long as the runtime.
 */
WASM_BPF_API void wasm_bpf_runtime_bound(struct wasm_bpf_runtime *runtime,
					 const struct wasm_bpf_config *config);

enum {
	/* Take modules only, no compiled code: for files that are not as trusted as programs. */
	WASM_BPF_NO_CODE = 1,
	/* Take compiled code whatever the file is named. Without either flag: from *.cwasm. */
	WASM_BPF_CODE = 2,
};

/* The same for a file: a module, or the code that `wasm-bpf compile` made of one. That is native
 * code with all rights of this process: it is taken only from files that nobody but root and
 * this user can write (else -EACCES), and an instance of it gets rules or limits only if this
 * user compiled it, which a key beside the cache proves (else -EPERM). `name` may be null: the
 * path. */
WASM_BPF_API int wasm_bpf_module_load(struct wasm_bpf_runtime *runtime, const char *path,
				      const char *name, unsigned int flags,
				      struct wasm_bpf_module **ret_module,
				      struct wasm_bpf_error *error);
WASM_BPF_API void wasm_bpf_module_free(struct wasm_bpf_module *module);

/* --- what an instance is given ------------------------------------------- */

/*
 * A config that gives nothing: no arguments, variables, directories, no stdin; stdout, stderr
 * and messages are the process's. Null where there is no memory. It must outlive the instances
 * that are made with it.
 *
 * Texts are copied. Each setter returns 0 or -errno, and one that failed makes
 * wasm_bpf_instance_new() fail, too: it is enough to look there.
 */
WASM_BPF_API struct wasm_bpf_config *wasm_bpf_config_new(void);
WASM_BPF_API void wasm_bpf_config_free(struct wasm_bpf_config *config);

/* Adds an argument; the first is the program's name. */
WASM_BPF_API int wasm_bpf_config_argument(struct wasm_bpf_config *config, const char *argument);

/* Sets a variable of the guest's environment. */
WASM_BPF_API int wasm_bpf_config_variable(struct wasm_bpf_config *config, const char *name,
					  const char *value);

/* Lets the guest use the directory `host` under the name `guest`. */
WASM_BPF_API int wasm_bpf_config_directory(struct wasm_bpf_config *config, const char *host,
					   const char *guest, bool read_only);

/* Attaches a program to a target (wasm-bpf(1), Targets), whatever target the guest gives. */
WASM_BPF_API int wasm_bpf_config_attach(struct wasm_bpf_config *config, const char *program,
					const char *target);

/*
 * Adds what a policy's file lets guests do (wasm-bpf(1), Policies), once: the default one, if it is
 * there, where `path` is null. Without this call no file is looked for.
 */
WASM_BPF_API int wasm_bpf_config_policy(struct wasm_bpf_config *config, const char *path,
					struct wasm_bpf_error *error);

/* Adds a rule of the policy's, after those of the file: `verb` is allow, deny or limit, and `rule`
 * what such a line of the file has after it. -EINVAL, with the reason, where it is none. */
WASM_BPF_API int wasm_bpf_config_rule(struct wasm_bpf_config *config, const char *verb,
				      const char *rule, struct wasm_bpf_error *error);

/* The limits of each memory, and of the run's time, after which the guest is stopped, as rules
 * of the policy's: without any there is none. */
WASM_BPF_API int wasm_bpf_config_memory(struct wasm_bpf_config *config, uint64_t bytes);
WASM_BPF_API int wasm_bpf_config_timeout(struct wasm_bpf_config *config, int64_t ms);

/* From when the limit of time counts, in ns of CLOCK_MONOTONIC: before the module was compiled,
 * for example. 0, as at first: from the start of each run. */
WASM_BPF_API int wasm_bpf_config_since(struct wasm_bpf_config *config, uint64_t monotonic_ns);

/* How many milliseconds a guest that was stopped may run on; 500 without this call. */
WASM_BPF_API int wasm_bpf_config_grace(struct wasm_bpf_config *config, int64_t ms);

/* The module whose wasm_bpf_buffer_poll calls back an export, and that export: null for
 * "callback-wrapper" and "go-callback", which TinyGo's guests have. */
WASM_BPF_API int wasm_bpf_config_wrapper(struct wasm_bpf_config *config, const char *module,
					 const char *callback_export);

/* Tell all that libbpf and the verifier say, as they say it. */
WASM_BPF_API int wasm_bpf_config_verbose(struct wasm_bpf_config *config, bool verbose);

/* Let the guest read the process's stdin; without this call it finds the end of a file. */
WASM_BPF_API int wasm_bpf_config_stdin(struct wasm_bpf_config *config);

/*
 * Takes what a guest writes, all of it: 0, or a negative errno that the guest's write ends with.
 * `data` ends in no NUL, and is not to be kept; a line need not come in one piece. It is called on
 * a thread of the engine's, which others may need, too, while the guest waits for it to return: it
 * should not block, and must not call wasm_bpf_run().
 */
typedef int wasm_bpf_output(void *context, const void *data, size_t size);

/* Hands what the guest writes to its stdout, or stderr, to a function; to a null one: nowhere. */
WASM_BPF_API int wasm_bpf_config_stdout(struct wasm_bpf_config *config, wasm_bpf_output *output,
					void *context);
WASM_BPF_API int wasm_bpf_config_stderr(struct wasm_bpf_config *config, wasm_bpf_output *output,
					void *context);

enum wasm_bpf_message_kind {
	WASM_BPF_FAILURE,  /* why a call of the guest failed */
	WASM_BPF_WARNING,  /* records that were cut or lost, and other surprises, at the end */
	WASM_BPF_DETAIL,   /* a line of libbpf's, where the config is verbose */
	WASM_BPF_PROGRESS, /* what takes a while, for people who watch a terminal */
};

/* Takes a message of one or more lines, each of which ends in a newline; its bytes may be a
 * guest's. */
typedef void wasm_bpf_message(void *context, enum wasm_bpf_message_kind kind, const char *text);

/* Hands the runtime's own messages to a function; to a null one: nowhere. */
WASM_BPF_API int wasm_bpf_config_messages(struct wasm_bpf_config *config, wasm_bpf_message *message,
					  void *context);

/*
 * What to do about a guest that was stopped, has not ended 300 ms after the grace, and that
 * nothing can end: it is in a call of the host's that blocks, as a read of a terminal. When
 * the function is called, on a thread of the library, what the kernel would keep after the
 * process was undone: the function can end the process. Where it returns, the run ends when
 * that call does. `status` is as in wasm_bpf_result. It must not call the library.
 */
typedef void wasm_bpf_stuck(void *context, int status);
WASM_BPF_API int wasm_bpf_config_stuck(struct wasm_bpf_config *config, wasm_bpf_stuck *stuck,
				       void *context);

/*
 * A function of yours that guests can import. The arguments are what the guest passed, each
 * zero-extended to 64 bits; the result is cut to the width that the guest declared. Nothing
 * that a guest passes can be trusted: its memory is reached by wasm_bpf_read() and
 * wasm_bpf_write() alone. It must return: it cannot be interrupted.
 */
typedef int64_t wasm_bpf_function(struct wasm_bpf_instance *instance, void *context,
				  const uint64_t *args);

/*
 * Offers a function as import `name` of `module`. `type` has a letter a parameter, at most 9: i
 * for an i32, I for an i64, p for a pointer, which guests declare as either; then a colon and,
 * unless there is no result, its letter: "pi:I". -EINVAL where the type is not of that form,
 * -EEXIST where the runtime, or the config, has a function of that name.
 */
WASM_BPF_API int wasm_bpf_config_function(struct wasm_bpf_config *config, const char *module,
					  const char *name, const char *type,
					  wasm_bpf_function *function, void *context);

/*
 * Confines the process for good, before it makes its first thread: it keeps the capabilities
 * that something may take which the config's policy allows, and those that writing to its
 * directories takes; sets no_new_privs; and makes system calls fail with EPERM that the library
 * does not make, such as execve and mount (docs/policy.md has them). Your own code has to live
 * with that, too. -errno where the kernel would not.
 */
WASM_BPF_API int wasm_bpf_confine(const struct wasm_bpf_config *config,
				  struct wasm_bpf_error *error);

/* --- instances ------------------------------------------------------------ */

/* An instance that can be run, once. Nothing of the guest has run yet. */
WASM_BPF_API int wasm_bpf_instance_new(const struct wasm_bpf_module *module,
				       const struct wasm_bpf_config *config,
				       struct wasm_bpf_instance **ret_instance,
				       struct wasm_bpf_error *error);

/* Not while it runs. */
WASM_BPF_API void wasm_bpf_instance_free(struct wasm_bpf_instance *instance);

enum wasm_bpf_end {
	WASM_BPF_EXITED,   /* the guest came to its end */
	WASM_BPF_TRAPPED,  /* by its own fault */
	WASM_BPF_STOPPED,  /* it was stopped, and ended in the grace's end */
};

struct wasm_bpf_result {
	enum wasm_bpf_end end;
	/*
	 * What wasm-bpf(1) exits with: the guest's own, 0 to 255, where it came to its end; 134
	 * where it trapped; 124 after a time-out, however it ended; 128 and the signal's number
	 * where a signal stopped it, 143 where wasm_bpf_stop() did.
	 */
	int status;
	bool timed_out;
	int signal;             /* that stopped it, though it may have ended by itself, or 0 */
	char message[1024];     /* after a trap: the reason, */
	char backtrace[1024];   /* and the guest's functions, innermost first, a line each */
};

/*
 * Links the module's imports, runs the guest until it ends, and takes away all that it loaded
 * and attached. 0 when it ran, however it ended; -EINVAL, -ENOENT and others, with the reason,
 * when it could not be run: an import that nobody offers, a directory that is not there.
 */
WASM_BPF_API int wasm_bpf_run(struct wasm_bpf_instance *instance,
			      struct wasm_bpf_result *ret_result, struct wasm_bpf_error *error);

/*
 * Asks the guest to leave: its calls that block return -EINTR, so that it can write what it has
 * and go. When it still runs after the grace, or at a second call of this, it is trapped
 * wherever it is. It holds from the first instruction on when it is called before
 * wasm_bpf_run(), and does nothing afterwards. From any thread, also from a function of yours
 * that the guest called; not from a handler of a signal. It does not wait.
 */
WASM_BPF_API void wasm_bpf_stop(struct wasm_bpf_instance *instance);

/* --- for functions that a guest called ------------------------------------- */

/*
 * Copies `size` bytes out of or into the guest's memory at `pointer`. -EFAULT where they are not
 * all there, or in pages of a map that can only be read, or `pointer` is null. As the three
 * below, to be called from a function of yours that this instance's guest called, and
 * -EINVAL elsewhere.
 */
WASM_BPF_API int wasm_bpf_read(struct wasm_bpf_instance *instance, uint64_t pointer, void *to,
			       size_t size);
WASM_BPF_API int wasm_bpf_write(struct wasm_bpf_instance *instance, uint64_t pointer,
				const void *from, size_t size);

/* Copies a text that ends in NUL; its length. -EFAULT where it does not end within the memory,
 * -ENAMETOOLONG where it does not fit into `size` bytes, its NUL counted. */
WASM_BPF_API int wasm_bpf_read_text(struct wasm_bpf_instance *instance, uint64_t pointer, char *to,
				    size_t size);

/* Ends the guest with that exit status, 0 to 255, when your function returns. */
WASM_BPF_API int wasm_bpf_exit(struct wasm_bpf_instance *instance, int status);

/* --- counters -------------------------------------------------------------- */

/* Times are those of CLOCK_MONOTONIC in nanoseconds, and 0 for what has not come about. */
struct wasm_bpf_stats {
	uint64_t began_at;
	uint64_t attached_at;  /* the last time that a program was attached */
	uint64_t ended_at;
	uint64_t host_calls;   /* how many calls of host functions the guest made, and how */
	uint64_t memory;       /* many bytes its memory has: as long as it runs, 0 */
};

/* What happened to the records of one buffer. */
struct wasm_bpf_buffer_stats {
	char name[64];       /* its map's */
	uint64_t polls;      /* reads and polls */
	uint64_t delivered;  /* records; of these */
	uint64_t cut;        /* larger than the guest's room for them */
	uint64_t lost;       /* dropped by the kernel, where it tells: perf buffers */
	uint64_t taken;      /* bytes that the guest took from a ring in its memory: known when it
			      * is not mapped any more, and in the end */
};

/* What an instance did until now. From any thread. */
WASM_BPF_API void wasm_bpf_instance_stats(const struct wasm_bpf_instance *instance,
					  struct wasm_bpf_stats *ret_stats);

/* Stores the counters of up to `max` buffers, the newest first; how many there are. From any
 * thread. */
WASM_BPF_API size_t wasm_bpf_instance_buffers(const struct wasm_bpf_instance *instance,
					      struct wasm_bpf_buffer_stats *buffers, size_t max);

#ifdef __cplusplus
}
#endif

#endif
