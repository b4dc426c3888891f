/* SPDX-License-Identifier: MIT */
/*
 * wasm-bpf as a library: runs WebAssembly guests that load and use BPF programs inside your
 * own process. docs/abi.md lists what a guest can import. wasm-bpf(1) uses this header, and
 * the functions of a struct wasm_bpf_config correspond to its options.
 *
 *	runtime	  what modules and instances share: the engine, the compile cache, and a
 *		  thread that keeps time
 *	module	  a guest's compiled code, for any number of instances
 *	config	  what an instance gets: arguments, directories, limits, functions
 *	instance  one run of a module
 *
 * Free each after everything that was made from it. The functions that free accept null.
 * docs/embedding.md has a whole program.
 *
 * Errors. A function that can fail returns 0, or a negative Linux errno. If it takes a struct
 * wasm_bpf_error, which may be null, it stores the reason there; on success it does not touch
 * it. Results through pointers called ret_... are stored only on success.
 *
 * Threads. Any number of threads can use runtimes, modules and configs at the same time, a
 * config as long as nobody changes it. An instance runs on the thread that calls
 * wasm_bpf_run(), which should have at least 2 MiB of stack. Functions that other threads may
 * call meanwhile say so. Your functions are called on the thread that runs the guest, except
 * output functions and `stuck`.
 *
 * The process. The library never ends it. It does not write to its streams if you set
 * functions for them, and it does not touch its signals before wasm_bpf_handle_signals(). The
 * engine installs handlers for SIGSEGV, SIGILL and SIGFPE, for the traps of guests; it passes
 * other signals on to the previous handlers. The library replaces libbpf's print function
 * with one that passes the messages of your own libbpf calls on to the previous one.
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
	char message[1024];  /* one line, without a newline: what failed, and why */
	char hint[512];      /* what to do about it, or empty */
};

/* Return the version of this library ("0.1.0"), and the name and version of its engine. */
WASM_BPF_API const char *wasm_bpf_version(void);
WASM_BPF_API const char *wasm_bpf_engine_version(void);

/* --- runtime ------------------------------------------------------------ */

enum {
	/* Keep compiled code, and the parts of the kernel's BTF that objects need, in the user's
	 * cache, and use them from there, as wasm-bpf(1) does. */
	WASM_BPF_CACHE = 1,
	/* Write /tmp/perf-PID.map, which tells perf(1) the names of guests' functions. */
	WASM_BPF_PERF_MAP = 2,
};

/* Makes a runtime. One is enough for a process. `flags`: the above. -ENOMEM, -EAGAIN. */
WASM_BPF_API int wasm_bpf_runtime_new(unsigned int flags, struct wasm_bpf_runtime **ret_runtime,
				      struct wasm_bpf_error *error);
WASM_BPF_API void wasm_bpf_runtime_free(struct wasm_bpf_runtime *runtime);

/* Returns why there is no cache although you asked for one, or null. The runtime owns the
 * text. */
WASM_BPF_API const char *wasm_bpf_runtime_no_cache(const struct wasm_bpf_runtime *runtime);

/* Does what wasm_bpf_stop() does, for all instances of the runtime, and for later ones as
 * soon as they run. May be called from any thread. */
WASM_BPF_API void wasm_bpf_runtime_stop(struct wasm_bpf_runtime *runtime);

enum {
	/*
	 * SIGINT, SIGTERM, SIGHUP (unless it is ignored) and SIGPIPE stop all runtimes, as
	 * wasm_bpf_runtime_stop() does. They are blocked for the calling thread and for threads
	 * that it makes later, and a thread of the library waits for them. So call this before
	 * you make threads. While there is no runtime, these signals except SIGPIPE end the
	 * process as usual.
	 */
	WASM_BPF_SIGNALS_STOP = 1,
	/*
	 * Guests can map memory that they must not write: ring buffers, and frozen arrays. A
	 * SIGSEGV handler then handles stores of the engine itself to such pages. Call this
	 * before you make the first runtime. Without it such a mapping fails with -EOPNOTSUPP,
	 * and the guest can read the buffer in batches.
	 */
	WASM_BPF_SIGNALS_MEMORY = 2,
};

/* Lets the library handle signals of this process until the process ends. `which`: the above.
 * -EBUSY if it is too late for WASM_BPF_SIGNALS_MEMORY. */
WASM_BPF_API int wasm_bpf_handle_signals(unsigned int which, struct wasm_bpf_error *error);

/* --- modules ------------------------------------------------------------ */

/* Compiles a module of `size` bytes, or finds its code in the cache. The bytes are not needed
 * afterwards. `name` is for messages; null means "guest". Its last part, without folder and
 * suffix, is the name of BPF objects without a name of their own. -EINVAL, with the reason, if
 * the bytes are not a valid module. */
WASM_BPF_API int wasm_bpf_module_new(struct wasm_bpf_runtime *runtime, const void *bytes,
				     size_t size, const char *name,
				     struct wasm_bpf_module **ret_module,
				     struct wasm_bpf_error *error);

/*
 * Limits later compilations with the limits of a config: the size of a module, and its number of
 * functions. Nothing can interrupt a compilation. So if the runtime is stopped during one, or the
 * config's time is over, or the process takes more memory than the limit `compile`, a thread of
 * the library calls the config's function of wasm_bpf_config_stuck(), which must end the process.
 * The config must live as long as the runtime.
 */
WASM_BPF_API void wasm_bpf_runtime_bound(struct wasm_bpf_runtime *runtime,
					 const struct wasm_bpf_config *config);

enum {
	/* Accept only modules, no compiled code. Use it for files that you do not trust like
	 * programs. */
	WASM_BPF_NO_CODE = 1,
	/* Accept compiled code from a file with any name. Without either flag: from *.cwasm. */
	WASM_BPF_CODE = 2,
};

/*
 * The same for a file. It is a module, or the code that `wasm-bpf compile` made from one. Such
 * code is native code with all rights of this process. So it is accepted only from files that
 * nobody but root and this user can write: -EACCES otherwise. An instance of it can have rules
 * or limits only if this user compiled it, which a key beside the cache proves: -EPERM
 * otherwise. If `name` is null, the path is used.
 */
WASM_BPF_API int wasm_bpf_module_load(struct wasm_bpf_runtime *runtime, const char *path,
				      const char *name, unsigned int flags,
				      struct wasm_bpf_module **ret_module,
				      struct wasm_bpf_error *error);
/* Whether the module imports that function. True for compiled code that is not loaded yet. */
WASM_BPF_API bool wasm_bpf_module_imports(const struct wasm_bpf_module *module, const char *from,
					  const char *name);

WASM_BPF_API void wasm_bpf_module_free(struct wasm_bpf_module *module);

/* --- what an instance gets ------------------------------------------------ */

/*
 * Makes an empty config: no arguments, variables or directories, and no stdin; stdout, stderr
 * and messages go to those of the process. Null if there is no memory. The config must outlive
 * its instances.
 *
 * Texts are copied. Each setter returns 0 or -errno. If a setter failed, so does
 * wasm_bpf_instance_new(): it is enough to check there.
 */
WASM_BPF_API struct wasm_bpf_config *wasm_bpf_config_new(void);
WASM_BPF_API void wasm_bpf_config_free(struct wasm_bpf_config *config);

/* Adds an argument; the first is the program's name. */
WASM_BPF_API int wasm_bpf_config_argument(struct wasm_bpf_config *config, const char *argument);

/* Sets a variable of the guest's environment. */
WASM_BPF_API int wasm_bpf_config_variable(struct wasm_bpf_config *config, const char *name,
					  const char *value);

/* Gives the guest the directory `host` under the name `guest`. */
WASM_BPF_API int wasm_bpf_config_directory(struct wasm_bpf_config *config, const char *host,
					   const char *guest, bool read_only);

/* Attaches a program to a target (wasm-bpf(1), Targets), whatever target the guest gives. If no
 * BPF object has such a program, the run ends with status 1 before anything is attached, or, as
 * long as one could still come, with the guest. */
WASM_BPF_API int wasm_bpf_config_attach(struct wasm_bpf_config *config, const char *program,
					const char *target);

/* Has guests use BPF by a token from the BPF file system that is mounted at `path`, and not by this
 * process's capabilities. wasm_bpf_instance_new() fails if no token can be made there. Linux 6.9. */
WASM_BPF_API int wasm_bpf_config_token(struct wasm_bpf_config *config, const char *path);

/*
 * Adds the rules of a policy file (wasm-bpf(1), Policies); can be called once. Null means the
 * default file, if it exists. Without this call no file is used.
 */
WASM_BPF_API int wasm_bpf_config_policy(struct wasm_bpf_config *config, const char *path,
					struct wasm_bpf_error *error);

/*
 * Gives BTF that objects are relocated against (CO-RE) in place of the kernel's own, which a
 * kernel may not have: a file with BTF, raw or as a section of vmlinux; an archive of slices,
 * or a guest or object that carries one ('wasm-bpf btf' makes them); or a folder that has
 * RELEASE.btf for this kernel. It is read at once. Null: the kernel's own again. -ENOENT if
 * there is none for this kernel; -EINVAL or others, with the reason, if it cannot be used.
 */
WASM_BPF_API int wasm_bpf_config_btf(struct wasm_bpf_config *config, const char *path,
				     struct wasm_bpf_error *error);

/* Adds a rule after those of the file. `verb` is allow, deny or limit, and `rule` is the rest
 * of such a line. -EINVAL, with the reason, if it is not a rule. */
WASM_BPF_API int wasm_bpf_config_rule(struct wasm_bpf_config *config, const char *verb,
				      const char *rule, struct wasm_bpf_error *error);

/* Limit each memory, and the time of the run, after which the guest is stopped. These are rules
 * of the policy. By default there is no limit. */
WASM_BPF_API int wasm_bpf_config_memory(struct wasm_bpf_config *config, uint64_t bytes);
WASM_BPF_API int wasm_bpf_config_timeout(struct wasm_bpf_config *config, int64_t ms);

/* Sets the start of the time limit, in ns of CLOCK_MONOTONIC: for example before the module was
 * compiled. 0, the default, means the start of each run. */
WASM_BPF_API int wasm_bpf_config_since(struct wasm_bpf_config *config, uint64_t monotonic_ns);

/* How many milliseconds a run that starts now would have: negative for no limit, 0 if its time
 * is over already. */
WASM_BPF_API int64_t wasm_bpf_config_time_left(const struct wasm_bpf_config *config);

/* Sets the grace period: how many milliseconds a stopped guest may still run. Default: 500. */
WASM_BPF_API int wasm_bpf_config_grace(struct wasm_bpf_config *config, int64_t ms);

/* Sets when a guest that waits for records is woken, whatever it sets itself: once a buffer has
 * `bytes` of records (0: once it is half full), or the first one is `delay_us` old (0: no limit).
 * If both are 0, the kernel wakes it for each record. By default records that come fast pile up
 * for at most 250 microseconds, and others wake the guest at once. */
WASM_BPF_API int wasm_bpf_config_wake(struct wasm_bpf_config *config, uint64_t bytes,
				      uint64_t delay_us);

/* What a guest that is about to wait has done so far. */
struct wasm_bpf_progress {
	uint64_t attached_at; /* the last time that a program was attached; ns of CLOCK_MONOTONIC;
				* 0: not yet */
	uint64_t delivered; /* records, but for those that a guest takes from a mapped ring */
	uint64_t lost; /* records that the kernel says it dropped: of perf buffers */
	bool is_ending; /* it was told to stop */
};
typedef void wasm_bpf_waits(void *context, const struct wasm_bpf_progress *progress);

/*
 * Has a function called, on the thread of the run, when the guest waits for records, time or input:
 * at the first wait after something was attached, and then whenever `interval_ms` have passed, in
 * a wait or at the next one. A guest that computes for ever is not waiting. The function must
 * not call the library. -EINVAL if the interval is 0 or over an hour.
 */
WASM_BPF_API int wasm_bpf_config_waits(struct wasm_bpf_config *config, wasm_bpf_waits *waits,
				       void *context, uint32_t interval_ms);

/* Sets the import module whose wasm_bpf_buffer_poll calls back an export, and that export. Null
 * means "callback-wrapper" and "go-callback", which TinyGo's guests use. */
WASM_BPF_API int wasm_bpf_config_wrapper(struct wasm_bpf_config *config, const char *module,
					 const char *callback_export);

/* Reports everything that libbpf and the verifier say, at once. */
WASM_BPF_API int wasm_bpf_config_verbose(struct wasm_bpf_config *config, bool verbose);

/* Makes the kernel count the runs of all programs, and their time, as long as the config lives.
 * -EPERM without CAP_SYS_ADMIN: call it before wasm_bpf_confine(). After a failure the config
 * can still be used. */
WASM_BPF_API int wasm_bpf_config_count_runs(struct wasm_bpf_config *config);

/* Lets the guest read the process's stdin. Without this call stdin is empty. */
WASM_BPF_API int wasm_bpf_config_stdin(struct wasm_bpf_config *config);

/*
 * Gets everything that a guest writes. Returns 0, or a negative errno, which becomes the result
 * of the guest's write. `data` does not end in NUL and must not be kept; a line may come in
 * pieces. The function is called on a thread of the engine, which other guests may need, too,
 * while the guest waits. It should not block, and must not call wasm_bpf_run().
 */
typedef int wasm_bpf_output(void *context, const void *data, size_t size);

/* Send the guest's stdout or stderr to a function; null discards it. */
WASM_BPF_API int wasm_bpf_config_stdout(struct wasm_bpf_config *config, wasm_bpf_output *output,
					void *context);
WASM_BPF_API int wasm_bpf_config_stderr(struct wasm_bpf_config *config, wasm_bpf_output *output,
					void *context);

/*
 * Lets all bytes that a guest writes pass to a terminal. By default, if its stdout or stderr is
 * the process's and a terminal, only text, colours, moves of the cursor and clearing pass.
 * Nothing passes that would set a title, write the clipboard or make the terminal answer.
 */
WASM_BPF_API int wasm_bpf_config_raw_output(struct wasm_bpf_config *config, bool raw);

enum wasm_bpf_message_kind {
	WASM_BPF_FAILURE, /* why a call of the guest failed */
	WASM_BPF_WARNING, /* cut or lost records, and other surprises, at the end */
	WASM_BPF_DETAIL, /* a line of libbpf, if the config is verbose */
	WASM_BPF_PROGRESS, /* something takes a while; for people at a terminal */
	WASM_BPF_NOTE, /* nothing is wrong, but who looks for a reason may want it */
};

/* Gets a message of one or more lines, each with a newline at its end. Its bytes may come from
 * a guest. */
typedef void wasm_bpf_message(void *context, enum wasm_bpf_message_kind kind, const char *text);

/*
 * Leaves to the next run what this one has in the kernel when it ends: its programs, which stay
 * attached, and the maps of its objects. The next run, also of another process, with the same
 * setting takes over what fits: rings where they were read last. `folder` is in a BPF file system;
 * null has the service manager keep it, as systemd does for $NOTIFY_SOCKET. If `fresh`, what an
 * earlier run left is dropped. What a run leaves that has ended by itself, and well, is dropped,
 * too. One run at a time. -EBUSY if another process has the folder, -ENOTCONN without a manager,
 * -EINVAL, -EPERM, -ENOSPC.
 */
WASM_BPF_API int wasm_bpf_config_keep(struct wasm_bpf_config *config, const char *folder,
				      bool fresh, struct wasm_bpf_error *error);

/* Sends the runtime's own messages to a function; null discards them. By default they go to
 * stderr, and to a terminal as a guest's output does. */
WASM_BPF_API int wasm_bpf_config_messages(struct wasm_bpf_config *config, wasm_bpf_message *message,
					  void *context);

/* A stream of records that a guest emits. */
struct wasm_bpf_stream {
	const char *name;
	const void *btf;       /* checked, in the kernel's format; aligned as malloc() does it */
	size_t btf_size;       /* bytes */
	uint32_t type; /* of the records: the number of a struct, or its typedef, in `btf` */
	uint32_t record_size; /* bytes */
	void *user; /* the function's own; null at first */
};

/*
 * Takes records that a guest emits, `count` of them one behind the other, at any alignment. It
 * is called with null `records` when a stream is opened: -errno refuses it; with a `count` of 0
 * when the guest emits none, to have a table's heading before its first row; and with a null
 * `stream` before the guest waits: what was kept back should go out. A positive result
 * means that no more records are wanted: it ends the guest as a signal would. The stream is
 * valid until the run is over. The function must not call the library.
 */
typedef int wasm_bpf_records(void *context, struct wasm_bpf_stream *stream, const void *records,
			     size_t count);

/* Shows guests' records. By default, guests that open a stream get -EOPNOTSUPP. */
WASM_BPF_API int wasm_bpf_config_records(struct wasm_bpf_config *config, wasm_bpf_records *records,
					 void *context);

/*
 * Called, on a thread of the library, if a stopped guest has not ended 300 ms after the grace
 * period because it is in a host call that blocks, such as a read of a terminal. Everything
 * that the kernel would keep after the process is undone by then, so the function may end the
 * process. If it returns, the run ends when the blocking call does. `status` is as in
 * wasm_bpf_result. The function must not call the library.
 */
typedef void wasm_bpf_stuck(void *context, int status);
WASM_BPF_API int wasm_bpf_config_stuck(struct wasm_bpf_config *config, wasm_bpf_stuck *stuck,
				       void *context);

enum {
	/* The recording holds the values of the guest's variables, not only their names. */
	WASM_BPF_RECORD_VARIABLES = 1,
};

/*
 * Profiles the guest: where it spends its CPU time, a sample each millisecond. The file `path`,
 * which is opened at once, gets the format of the Firefox Profiler, or a line a stack if its name
 * ends in ".folded". wasm_bpf_run() fails with -EOPNOTSUPP if the engine was
 * built without profiles.
 */
WASM_BPF_API int wasm_bpf_config_profile(struct wasm_bpf_config *config, const char *path,
					 struct wasm_bpf_error *error);

/*
 * Records a run into the file `path`, which is created at once: whatever the host answers to the
 * guest, so that wasm_bpf_config_replay() can repeat the run (docs/replay.md). The next instance of
 * the config is recorded, and no other. `flags`: the above. wasm_bpf_run() fails if the file could
 * not be written. -EBUSY, or the file's -errno.
 */
WASM_BPF_API int wasm_bpf_config_record(struct wasm_bpf_config *config, const char *path,
					unsigned int flags, struct wasm_bpf_error *error);

enum {
	/* The guest may be another build, and what it prints is compared, too. */
	WASM_BPF_REPLAY_DIFF = 1,
};

/*
 * Replays the recording `path`: sets the arguments, variables and limits of the recorded run, and
 * answers the guest's imports from the file. Variables that are set before keep their values. The
 * kernel is not asked for anything. wasm_bpf_run() fails with -EPROTO, and says at which call, if
 * the guest goes another way than the recording, or if that ends early. `flags`: the above. For one
 * instance. -EINVAL if the file is no recording, or damaged.
 */
WASM_BPF_API int wasm_bpf_config_replay(struct wasm_bpf_config *config, const char *path,
					unsigned int flags, struct wasm_bpf_error *error);

/*
 * Your own function, which guests can import. Each argument is zero-extended to 64 bits; the
 * result is cut to the width that the guest declared. Do not trust anything that a guest passes:
 * use its memory only through wasm_bpf_read() and wasm_bpf_write(). The function must return,
 * because it cannot be interrupted.
 */
typedef int64_t wasm_bpf_function(struct wasm_bpf_instance *instance, void *context,
				  const uint64_t *args);

/*
 * Offers a function as import `name` of `module`. `type` has one letter for each parameter, at
 * most 9: i for an i32, I for an i64, p for a pointer, which guests declare as either. Then
 * follow a colon and the letter of the result, if there is one: "pi:I". -EINVAL if the type does
 * not have this form, -EEXIST if the runtime or the config already has such a function.
 */
WASM_BPF_API int wasm_bpf_config_function(struct wasm_bpf_config *config, const char *module,
					  const char *name, const char *type,
					  wasm_bpf_function *function, void *context);

/*
 * Confines the process permanently. Call it before the process makes its first thread. The
 * process keeps only the capabilities that the config's policy and writable directories need,
 * and sets no_new_privs. System calls that the library does not make, such as execve and mount,
 * fail with EPERM (docs/policy.md lists them). This also holds for your own code. -errno if the
 * kernel refuses.
 */
WASM_BPF_API int wasm_bpf_confine(const struct wasm_bpf_config *config,
				  struct wasm_bpf_error *error);

/* --- instances ------------------------------------------------------------ */

/* Makes an instance, which can run once. Nothing of the guest has run yet. */
WASM_BPF_API int wasm_bpf_instance_new(const struct wasm_bpf_module *module,
				       const struct wasm_bpf_config *config,
				       struct wasm_bpf_instance **ret_instance,
				       struct wasm_bpf_error *error);

/* Must not be called while the instance runs. */
WASM_BPF_API void wasm_bpf_instance_free(struct wasm_bpf_instance *instance);

enum wasm_bpf_end {
	WASM_BPF_EXITED,   /* the guest exited */
	WASM_BPF_TRAPPED,  /* by its own fault */
	WASM_BPF_STOPPED,  /* it was stopped, and trapped after the grace period */
};

struct wasm_bpf_result {
	enum wasm_bpf_end end;
	/*
	 * The exit status of wasm-bpf(1): the guest's own, 0 to 255, if it exited; 134 if it
	 * trapped; 124 after a time-out, however it ended; 128 plus the signal's number if a
	 * signal stopped it, 143 if wasm_bpf_stop() did.
	 */
	int status;
	bool timed_out;
	int signal;             /* that stopped it, or 0; the guest may have exited even so */
	char message[1024];     /* after a trap: the reason */
	char backtrace[1024];   /* after a trap: functions, innermost first, one per line */
};

/*
 * Links the module's imports, runs the guest until it ends, and detaches and unloads everything.
 * Returns 0 if the guest ran, however it ended. Returns -EINVAL, -ENOENT or others, with the
 * reason, if it could not run: for example an unknown import, or a missing directory.
 */
WASM_BPF_API int wasm_bpf_run(struct wasm_bpf_instance *instance,
			      struct wasm_bpf_result *ret_result, struct wasm_bpf_error *error);

/*
 * Stops the guest: its blocking calls return -EINTR, so that it can write its results and leave.
 * If it still runs after the grace period, or at a second call, it is trapped, wherever it is. A
 * call before wasm_bpf_run() works from the first instruction on; a call after it does nothing.
 * May be called from any thread and from your functions that the guest called, but not from a
 * signal handler. It does not wait.
 */
WASM_BPF_API void wasm_bpf_stop(struct wasm_bpf_instance *instance);

/* --- for functions that a guest called ------------------------------------- */

/*
 * Copy `size` bytes from or to the guest's memory at `pointer`. -EFAULT if they are not all in
 * the memory, if `pointer` is null, or if a write hits read-only pages of a map. Call these and
 * the two below only from your function that this instance's guest called: -EINVAL elsewhere.
 */
WASM_BPF_API int wasm_bpf_read(struct wasm_bpf_instance *instance, uint64_t pointer, void *to,
			       size_t size);
WASM_BPF_API int wasm_bpf_write(struct wasm_bpf_instance *instance, uint64_t pointer,
				const void *from, size_t size);

/* Copies a text that ends in NUL and returns its length. -EFAULT if it does not end within the
 * memory, -ENAMETOOLONG if it does not fit into `size` bytes with its NUL. */
WASM_BPF_API int wasm_bpf_read_text(struct wasm_bpf_instance *instance, uint64_t pointer, char *to,
				    size_t size);

/* Ends the guest with this exit status, 0 to 255, when your function returns. */
WASM_BPF_API int wasm_bpf_exit(struct wasm_bpf_instance *instance, int status);

/* --- counters -------------------------------------------------------------- */

/* Times are nanoseconds of CLOCK_MONOTONIC, and 0 if it has not happened yet. */
struct wasm_bpf_stats {
	uint64_t began_at;
	uint64_t attached_at;  /* the last time that a program was attached */
	uint64_t ended_at;
	uint64_t host_calls;   /* the number of calls of host functions; 0 while it runs */
	uint64_t memory;       /* the bytes of the guest's memory; 0 while it runs */
	uint64_t cpu_ns; /* CPU time of the run's thread: of the guest, and of the host's
				* functions and system calls for it; 0 while it runs */
};

/* What happened to the records of one buffer. */
struct wasm_bpf_buffer_stats {
	char name[64];       /* of its map */
	uint64_t polls;      /* reads and polls */
	uint64_t delivered;  /* records */
	uint64_t cut;        /* delivered records that were cut */
	uint64_t lost;       /* records that the kernel dropped; only for perf buffers */
	bool mapped;         /* the guest mapped the ring: what it took there is not counted */
	bool unread;         /* the guest never opened it; known when its object is closed */
	uint64_t taken;      /* bytes that the guest took from a mapped ring; known after it is
			      * unmapped, or at the end */
};

/* Stores what an instance has done so far. May be called from any thread. */
WASM_BPF_API void wasm_bpf_instance_stats(const struct wasm_bpf_instance *instance,
					  struct wasm_bpf_stats *ret_stats);

/* Stores the counters of up to `max` buffers, the newest first, and returns how many there are.
 * May be called from any thread. */
WASM_BPF_API size_t wasm_bpf_instance_buffers(const struct wasm_bpf_instance *instance,
					      struct wasm_bpf_buffer_stats *buffers, size_t max);

/* What happened to a program that was loaded. */
struct wasm_bpf_program_stats {
	char name[64];
	uint64_t runs;    /* since the load, as the kernel counted them */
	uint64_t ns;      /* how long these runs took in all */
	bool is_counted;  /* the kernel did count: see wasm_bpf_config_count_runs() */
	bool is_used;     /* it was attached, run by a test or put into a map */
};

/* The same for programs. A program is known when its object is closed, or at the end of the
 * run. */
WASM_BPF_API size_t wasm_bpf_instance_programs(const struct wasm_bpf_instance *instance,
					       struct wasm_bpf_program_stats *programs, size_t max);

#ifdef __cplusplus
}
#endif

#endif
