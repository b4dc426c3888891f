/* SPDX-License-Identifier: MIT */
/*
 * BPF in C++17: owning classes and typed views over libbpf's C API (<bpf/libbpf.h>).
 * There are no exceptions: functions that can fail return a Result. For everything else
 * call the C API: get() of each class returns the C pointer.
 *
 *	auto object = bpf::Object::open(bytes, size).value();
 *	object.load().value();
 *	auto link = object.attach("count_packets", "eth0").value();
 *	auto counts = object.map<uint32_t, uint64_t>("counts").value();
 *	auto events = bpf::RingBuffer<event>::open(object.find_map("events"),
 *						   [](const event &e) { puts(e.comm); }).value();
 *	events.run().value();   // until Ctrl-C
 *
 * In a native program it works over the system's libbpf, except for targets by name. With
 * WASM_BPF_V1 defined, guests run on any wasm-bpf runtime, and what is marked [v2] does not
 * exist.
 */
#ifndef WASM_BPF_HPP
#define WASM_BPF_HPP

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <unistd.h>
#ifndef __wasm__
#include <sys/mman.h>
#endif

#if defined(__wasm__) && !defined(WASM_BPF_V1)
#include <wasm_bpf_emit.h>
#endif

namespace bpf {

/* --- results ------------------------------------------------------------------ */

/* What failed, with an errno of <cerrno>, and the runtime's reason. */
class Error {
public:
	/* "cannot `verb` 'name'"; `code` is an errno with either sign. */
	Error(int code, const char *verb, const char *name = nullptr)
		: code_(code < 0 ? -code : code), verb_(verb), name_(name ? name : "")
	{
#if defined(__wasm__) && !defined(WASM_BPF_V1)
		reason_.resize(static_cast<size_t>(wasm_bpf_last_error(nullptr, 0)));
		wasm_bpf_last_error(reason_.data(), static_cast<uint32_t>(reason_.size() + 1));
#endif
	}

	int code() const { return code_; }

	/* One line without a newline: "cannot attach 'pass': No such device". */
	std::string message() const
	{
		std::string text = std::string("cannot ") + verb_;

		if (!name_.empty())
			text += " '" + name_ + "'";
		return text + ": " + strerror(code_);
	}

	/* The messages of libbpf, the verifier and the runtime, in lines. Empty with v1 and in
	 * a native program, because these messages have already gone to stderr. */
	const std::string &reason() const { return reason_; }

	/* Prints the message to stderr. Prints the reason, too, if libbpf's messages are off;
	 * otherwise they have already shown it. */
	void print() const
	{
		const libbpf_print_fn_t printer = libbpf_set_print(nullptr);

		libbpf_set_print(printer);
		fprintf(stderr, "%s\n%s", message().c_str(), printer ? "" : reason_.c_str());
	}

private:
	int code_;
	const char *verb_;
	std::string name_;
	std::string reason_;
};

/* A value, or an error. */
template <typename T> class [[nodiscard]] Result {
public:
	Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
	Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

	explicit operator bool() const { return state_.index() == 0; }
	const Error &error() const { return *std::get_if<1>(&state_); }

	/* Returns the value. If there is none, prints the error and ends the program. */
	T &value() & { return *check(); }
	T value() && { return std::move(*check()); }
	T &operator*() & { return *check(); }
	T operator*() && { return std::move(*check()); }
	T *operator->() { return check(); }

private:
	std::variant<T, Error> state_;

	T *check()
	{
		T *value = std::get_if<0>(&state_);

		if (!value) {
			error().print();
			exit(1);
		}
		return value;
	}
};

template <> class [[nodiscard]] Result<void> {
public:
	Result() = default;
	Result(Error error) : error_(std::move(error)) {}

	explicit operator bool() const { return !error_; }
	const Error &error() const { return *error_; }

	/* If there is an error, prints it and ends the program. */
	void value() const
	{
		if (!error_)
			return;
		error_->print();
		exit(1);
	}

private:
	std::optional<Error> error_;
};

namespace detail {

inline Result<void> done(int ret, const char *verb, const char *name = nullptr)
{
	if (ret < 0)
		return Error(ret, verb, name);
	return {};
}

/* Owners of C objects; `destroy` frees them. */
template <typename T, auto destroy> struct Deleter {
	void operator()(T *pointer) const { destroy(pointer); }
};
template <typename T, auto destroy> using Owner = std::unique_ptr<T, Deleter<T, destroy>>;

template <typename T> constexpr void check_plain()
{
	static_assert(std::is_trivially_copyable_v<T>, "what crosses to the kernel is its bytes");
}

} // namespace detail

/* --- bytes -------------------------------------------------------------------- */

/* A view of bytes, such as a record, that does not own them. */
class Bytes {
public:
	Bytes(const void *data, size_t size)
		: data_(static_cast<const unsigned char *>(data)), size_(size) {}

	const unsigned char *data() const { return data_; }
	size_t size() const { return size_; }
	const unsigned char *begin() const { return data_; }
	const unsigned char *end() const { return data_ + size_; }
	unsigned char operator[](size_t at) const { return data_[at]; }

	/* Returns a copy of the T at their start, or nothing if there are too few. */
	template <typename T> std::optional<T> as() const
	{
		T value;

		detail::check_plain<T>();
		if (size_ < sizeof(T))
			return std::nullopt;
		memcpy(&value, data_, sizeof(T));
		return value;
	}

private:
	const unsigned char *data_;
	size_t size_;
};

/* --- maps --------------------------------------------------------------------- */

/* The values of a per-CPU map: a lookup returns one V for each possible CPU. */
template <typename V> struct PerCpu {};

namespace detail {

/* The form of a value in a buffer for the kernel: unchanged. */
template <typename V> struct Value {
	using type = V;
	using Buffer = V;

	static size_t size() { return sizeof(V); }
	static Buffer buffer() { return {}; }
	static void *bytes(Buffer &buffer) { return &buffer; }
	static type get(const Buffer &buffer) { return buffer; }
	static Buffer put(const type &value) { return value; }
	/* The value size in the map's definition. */
	static bool fits(size_t value_size) { return value_size == sizeof(V); }
};

/* For a per-CPU map: each part is rounded up to 8 bytes. */
template <typename V> struct Value<PerCpu<V>> {
	using type = std::vector<V>;
	using Buffer = std::vector<unsigned char>;
	static constexpr size_t stride = (sizeof(V) + 7) / 8 * 8;

	static size_t cpus() { return static_cast<size_t>(libbpf_num_possible_cpus()); }
	static Buffer buffer() { return Buffer(cpus() * stride); }
	static void *bytes(Buffer &buffer) { return buffer.data(); }
	static type get(const Buffer &buffer)
	{
		type values(buffer.size() / stride);

		for (size_t i = 0; i < values.size(); i++)
			memcpy(&values[i], &buffer[i * stride], sizeof(V));
		return values;
	}
	/* CPUs without an element in `values` get zeros. */
	static Buffer put(const type &values)
	{
		Buffer bytes = buffer();

		for (size_t i = 0; i < values.size() && i < cpus(); i++)
			memcpy(&bytes[i * stride], &values[i], sizeof(V));
		return bytes;
	}
	static bool fits(size_t value_size) { return value_size == sizeof(V); }
};

} // namespace detail

/* A loaded map with keys K and values V, or PerCpu<V>. It is a view: the object owns the
 * map. */
template <typename K, typename V> class Map {
	using Value = detail::Value<V>;

public:
	using value_type = typename Value::type;
	using Entry = std::pair<K, value_type>;

	/* Views a map of a loaded object: EINVAL if its sizes are not those of K and V. */
	static Result<Map> of(const bpf_map *map)
	{
		detail::check_plain<K>();
		if (!map)
			return Error(ENOENT, "use a map");
		if (bpf_map__fd(map) < 0)
			return Error(errno, "use the map", bpf_map__name(map));
		if (bpf_map__key_size(map) != sizeof(K) || !Value::fits(bpf_map__value_size(map)))
			return Error(EINVAL, "use, with keys or values of that size, the map",
				     bpf_map__name(map));
		return Map(map);
	}

	/* Views a map that is known to have such keys and values, as in a skeleton. */
	explicit Map(const bpf_map *map = nullptr) : map_(map) {}

	const bpf_map *get() const { return map_; }
	int fd() const { return bpf_map__fd(map_); }

	/* Returns the value of a key, or nothing; errno says why (ENOENT: no such key). */
	std::optional<value_type> lookup(const K &key) const
	{
		auto buffer = Value::buffer();

		if (bpf_map_lookup_elem(fd(), &key, Value::bytes(buffer)) < 0)
			return std::nullopt;
		return Value::get(buffer);
	}

	/* `flags`: BPF_ANY, BPF_NOEXIST, BPF_EXIST. */
	Result<void> update(const K &key, const value_type &value, uint64_t flags = BPF_ANY) const
	{
		auto buffer = Value::put(value);

		return detail::done(bpf_map_update_elem(fd(), &key, Value::bytes(buffer), flags),
				    "update", bpf_map__name(map_));
	}

	/* Returns whether there was such a key; if not, errno says why. */
	bool erase(const K &key) const { return bpf_map_delete_elem(fd(), &key) == 0; }

#ifndef WASM_BPF_V1
	/* [v2] Looks a key up and erases it in one step, so that nobody else gets it. */
	std::optional<value_type> take(const K &key) const
	{
		auto buffer = Value::buffer();

		if (bpf_map_lookup_and_delete_elem(fd(), &key, Value::bytes(buffer)) < 0)
			return std::nullopt;
		return Value::get(buffer);
	}

	/* [v2] Returns all entries, many per call if the kernel can; not for per-CPU maps. */
	Result<std::vector<Entry>> entries() const
	{
		enum { COUNT = 256 };
		std::vector<K> keys(COUNT);
		std::vector<V> values(COUNT);
		std::vector<Entry> all;
		union {
			unsigned char bytes[sizeof(K)];
			uint32_t least;
		} position;
		void *from = nullptr;
		int ret;

		do {
			__u32 count = COUNT;

			ret = bpf_map_lookup_batch(fd(), from, &position, keys.data(), values.data(),
						   &count, nullptr);
			if (ret < 0 && ret != -ENOENT)
				return Error(ret, "read the entries of", bpf_map__name(map_));
			for (size_t i = 0; i < count; i++)
				all.emplace_back(keys[i], values[i]);
			from = &position;
		} while (ret == 0);
		return all;
	}
#endif

	/* Iterates over the entries in the kernel's order. You may erase entries, including
	 * the current one. */
	class Iterator {
	public:
		Iterator(const Map *map) : map_(map)
		{
			if (map_)
				advance(nullptr);
		}
		const Entry &operator*() const { return *entry_; }
		const Entry *operator->() const { return &*entry_; }
		Iterator &operator++()
		{
			step();
			return *this;
		}
		bool operator!=(const Iterator &other) const { return map_ != other.map_; }

	private:
		const Map *map_;
		std::optional<K> next_;
		std::optional<Entry> entry_;

		void advance(const K *key)
		{
			K next;

			next_.reset();
			if (bpf_map_get_next_key(map_->fd(), key, &next) == 0)
				next_ = next;
			step();
		}

		/* On to the next key that still has a value; the one after it is asked for now, as
		 * long as this one is there to go on from. */
		void step()
		{
			entry_.reset();
			while (next_ && !entry_) {
				const K key = *next_;
				auto value = map_->lookup(key);
				K next;

				next_.reset();
				if (bpf_map_get_next_key(map_->fd(), &key, &next) == 0)
					next_ = next;
				if (value)
					entry_.emplace(key, std::move(*value));
			}
			if (!entry_)
				map_ = nullptr;
		}
	};

	Iterator begin() const { return Iterator(this); }
	Iterator end() const { return Iterator(nullptr); }

private:
	const bpf_map *map_;
};

/* --- links and programs ------------------------------------------------------- */

/* An attached program. The end of a Link's life detaches it. */
class Link {
public:
	Link() = default;
	explicit Link(bpf_link *link) : link_(link) {}

	bpf_link *get() const { return link_.get(); }
	explicit operator bool() const { return link_ != nullptr; }
	void detach() { link_.reset(); }

	/* Attaches a program to what its section names, unless the section names nothing, the
	 * program is excluded, or this is already a link. */
	inline Result<void> attach_auto(const class Program &program);

#ifndef WASM_BPF_V1
	/* [v2] Replaces the attached program with another one. */
	inline Result<void> update(const class Program &program);

	/* [v2] Returns everything that an iterator's program writes in one pass. */
	Result<std::string> read() const
	{
		std::string text;
		char part[4096];
		int fd = bpf_iter_create(bpf_link__fd(get()));
		ssize_t got;

		if (fd < 0)
			return Error(fd, "begin an iterator");
		while ((got = ::read(fd, part, sizeof(part))) > 0)
			text.append(part, static_cast<size_t>(got));
		const int code = errno;
		close(fd);
		if (got < 0)
			return Error(code, "read an iterator");
		return text;
	}
#endif

private:
	detail::Owner<bpf_link, bpf_link__destroy> link_;
};

#ifndef WASM_BPF_V1
/* [v2] The result of a test run. */
struct TestRun {
	uint32_t retval;
	uint32_t duration_ns;             /* average of a run */
	std::vector<unsigned char> data;  /* the data after the run */
};
#endif

/* A program of an object, which owns it. */
class Program {
public:
	explicit Program(bpf_program *prog = nullptr) : prog_(prog) {}

	bpf_program *get() const { return prog_; }
	const char *name() const { return bpf_program__name(prog_); }
	const char *section() const { return bpf_program__section_name(prog_); }

	/* Whether it is loaded, not excluded, and its section names a target. */
	bool is_auto() const
	{
		return bpf_program__autoload(prog_) && bpf_program__autoattach(prog_) &&
		       strchr(section(), '/');
	}

	/* Call this before the load. */
	Result<void> set_autoload(bool autoload) const
	{
		return detail::done(bpf_program__set_autoload(prog_, autoload), "set autoload of", name());
	}

	/* Attaches the program to what its section names. */
	Result<Link> attach() const { return made(bpf_program__attach(prog_)); }

#ifdef __wasm__
	/* Attaches to a target in the grammar of <wasm_bpf.h>; null: to what its section names. */
	Result<Link> attach(const char *target) const
	{
		return made(wasm_bpf_attach(prog_, target));
	}
#endif

#ifndef WASM_BPF_V1
	/* [v2] Makes the kernel run the program `repeat` times on a copy of `data`. The program
	 * may add up to `room` bytes. */
	Result<TestRun> test_run(Bytes data, int repeat = 1, size_t room = 256) const
	{
		TestRun run{ 0, 0, std::vector<unsigned char>(data.size() + room) };
		LIBBPF_OPTS(bpf_test_run_opts, opts);

		opts.data_in = data.data();
		opts.data_size_in = static_cast<uint32_t>(data.size());
		opts.data_out = run.data.data();
		opts.data_size_out = static_cast<uint32_t>(run.data.size());
		opts.repeat = repeat;
		if (int ret = bpf_prog_test_run_opts(bpf_program__fd(prog_), &opts); ret < 0)
			return Error(ret, "run", name());
		run.retval = opts.retval;
		run.duration_ns = opts.duration;
		run.data.resize(opts.data_size_out);
		return run;
	}
#endif

private:
	bpf_program *prog_;

	Result<Link> made(bpf_link *link) const
	{
		if (!link)
			return Error(errno, "attach", name());
		return Link(link);
	}
};

inline Result<void> Link::attach_auto(const Program &program)
{
	if (link_ || !program.is_auto())
		return {};
	auto link = program.attach();

	if (!link)
		return link.error();
	*this = std::move(*link);
	return {};
}

#ifndef WASM_BPF_V1
inline Result<void> Link::update(const Program &program)
{
	return detail::done(bpf_link__update_program(get(), program.get()), "update the link of",
			    program.name());
}
#endif

/* --- objects ------------------------------------------------------------------ */

class Object {
public:
	Object() = default;

	/* Opens an ELF object of `size` bytes and copies them; nothing is in the kernel yet. */
	static Result<Object> open(const void *data, size_t size, const char *name = nullptr)
	{
		LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = name);
		bpf_object *object = bpf_object__open_mem(data, size, &opts);

		if (!object)
			return Error(errno, "open the BPF object", name);
		return Object(object);
	}

	bpf_object *get() const { return object_.get(); }

	/* Creates the maps and verifies the programs. */
	Result<void> load()
	{
		auto loaded = detail::done(bpf_object__load(get()), "load the BPF object",
					   bpf_object__name(get()));
#ifndef __wasm__
		if (loaded)
			map_globals();
#endif
		return loaded;
	}

	/* Returns null if there is none with this name. */
	bpf_map *find_map(const char *name) const
	{
		return bpf_object__find_map_by_name(get(), name);
	}

	/* Returns the memory of a map of global variables: their initial values, and after the
	 * load their current values. Null if the map has no global variables. */
	static void *globals(const bpf_map *map)
	{
		size_t size;

		// libbpf has had both of its types with and without const
		return map ? const_cast<void *>(static_cast<const void *>(bpf_map__initial_value(
				     const_cast<bpf_map *>(map), &size)))
			   : nullptr;
	}

	/* Returns a typed view of a map of the loaded object. */
	template <typename K, typename V> Result<Map<K, V>> map(const char *name) const
	{
		const bpf_map *found = find_map(name);

		if (!found)
			return Error(ENOENT, "find the map", name);
		return Map<K, V>::of(found);
	}

	Result<Program> program(const char *name) const
	{
		bpf_program *found = bpf_object__find_program_by_name(get(), name);

		if (!found)
			return Error(ENOENT, "find the program", name);
		return Program(found);
	}

	/* Attaches one program to what its section names. */
	Result<Link> attach(const char *name) const
	{
		auto found = program(name);

		if (!found)
			return found.error();
		return found->attach();
	}

#ifdef __wasm__
	/* Attaches one program to a target in the grammar of <wasm_bpf.h>. */
	Result<Link> attach(const char *name, const char *target) const
	{
		auto found = program(name);

		if (!found)
			return found.error();
		return found->attach(target);
	}
#endif

	/* Attaches each program whose section names a target; the links detach them. */
	Result<std::vector<Link>> attach_all() const
	{
		std::vector<Link> links;
		bpf_program *prog;

		bpf_object__for_each_program(prog, get()) {
			Link link;

			if (auto done = link.attach_auto(Program(prog)); !done)
				return done.error();
			if (link)
				links.push_back(std::move(link));
		}
		return links;
	}

private:
	detail::Owner<bpf_object, bpf_object__close> object_;

#ifndef __wasm__
	/* Makes the memory with the initial values the memory of the maps. libbpf before 1.6
	 * does this only for C skeletons. */
	void map_globals()
	{
		const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
		bpf_map *map;

		bpf_object__for_each_map(map, get()) {
			size_t size = bpf_map__value_size(map);
			void *at = bpf_map__is_internal(map) ? globals(map) : nullptr;
			const int protection = bpf_map__map_flags(map) & BPF_F_RDONLY_PROG ?
				PROT_READ : PROT_READ | PROT_WRITE;

			if (!at || !(bpf_map__map_flags(map) & BPF_F_MMAPABLE))
				continue;
			size = (size + page - 1) / page * page;
			mmap(at, size, protection, MAP_SHARED | MAP_FIXED, bpf_map__fd(map), 0);
		}
	}
#endif

	explicit Object(bpf_object *object) : object_(object) {}
};

/* --- records ------------------------------------------------------------------ */

namespace detail {

/* Calls a handler, which may return nothing. */
template <typename F, typename... Args> int call(F &handler, Args &&...args)
{
	if constexpr (std::is_void_v<std::invoke_result_t<F &, Args...>>) {
		handler(std::forward<Args>(args)...);
		return 0;
	} else {
		return handler(std::forward<Args>(args)...);
	}
}

/* A record as T. A shorter record means that the two halves disagree: EBADMSG. */
template <typename T, typename F, typename... Args>
int call_with(F &handler, const void *data, size_t size, Args &&...args)
{
	if constexpr (std::is_same_v<T, Bytes>) {
		return call(handler, std::forward<Args>(args)..., Bytes(data, size));
	} else {
		check_plain<T>();
		if (size < sizeof(T))
			return -EBADMSG;
		if (reinterpret_cast<uintptr_t>(data) % alignof(T) == 0)
			return call(handler, std::forward<Args>(args)...,
				    *static_cast<const T *>(data));
		return call(handler, std::forward<Args>(args)..., *Bytes(data, size).as<T>());
	}
}

/* Handlers of any type, at fixed addresses. */
class Handlers {
public:
	template <typename F> F *keep(F handler)
	{
		F *kept = new F(std::move(handler));

		all_.emplace_back(kept, [](void *pointer) { delete static_cast<F *>(pointer); });
		return kept;
	}

private:
	std::vector<std::unique_ptr<void, void (*)(void *)>> all_;
};

template <typename Poll> Result<void> run(Poll poll)
{
	for (;;) {
		Result<int> count = poll();

		if (!count)
			return count.error().code() == EINTR ? Result<void>() : count.error();
	}
}

inline Result<int> counted(int ret, const char *verb)
{
	if (ret < 0)
		return Error(ret, verb);
	return ret;
}

} // namespace detail

/* A ring buffer. A handler gets each record as a T, or as Bytes. */
template <typename T = Bytes> class RingBuffer {
public:
	/* `map` belongs to a loaded object, which must outlive this. `handler` takes a const T &
	 * that is valid during the call. If it returns a value, a negative one ends the poll. */
	template <typename F> static Result<RingBuffer> open(const bpf_map *map, F handler)
	{
		RingBuffer buffer;
		F *kept = buffer.handlers_.keep(std::move(handler));

		if (!map)
			return Error(ENOENT, "open a ring buffer");
		buffer.ring_.reset(
			(ring_buffer__new)(bpf_map__fd(map), sample<T, F>, kept, nullptr));
		if (!buffer.ring_)
			return Error(errno, "open the ring buffer", bpf_map__name(map));
		buffer.template inline_last<T, F>();
		return buffer;
	}

	/* Adds another map, with records of type U; both are polled together. */
	template <typename U = T, typename F> Result<void> add(const bpf_map *map, F handler)
	{
		F *kept = handlers_.keep(std::move(handler));
		int ret;

		if (!map)
			return Error(ENOENT, "open a ring buffer");
		ret = (ring_buffer__add)(ring_.get(), bpf_map__fd(map), sample<U, F>, kept);
		if (ret < 0)
			return Error(ret, "open the ring buffer", bpf_map__name(map));
		inline_last<U, F>();
		return {};
	}

	ring_buffer *get() const { return ring_.get(); }

	/* Waits for records, for at most `timeout_ms` (-1: no limit). Returns the number of
	 * records, or an error: EINTR after an interrupt, or the handler's negative result. */
	Result<int> poll(int timeout_ms = -1)
	{
		return detail::counted(ring_buffer__poll(get(), timeout_ms), "poll a ring buffer");
	}
	Result<int> consume()
	{
		return detail::counted(ring_buffer__consume(get()), "read a ring buffer");
	}

	/* Delivers records until an interrupt. */
	Result<void> run()
	{
		return detail::run([this] { return poll(); });
	}

private:
	detail::Handlers handlers_;
	detail::Owner<ring_buffer, ring_buffer__free> ring_;

	template <typename U, typename F> static int sample(void *ctx, void *data, size_t size)
	{
		return detail::call_with<U>(*static_cast<F *>(ctx), data, size);
	}

#if defined(__wasm__) && !defined(WASM_BPF_V1)
	/* One loop for each type of handler, so that the compiler can inline the handler. */
	template <typename U, typename F>
	static uint64_t loop(const wasm_bpf_ring *ring, void *ctx, uint64_t end,
			     wasm_bpf_pass *pass)
	{
		return wasm_bpf_ring_each(ring, sample<U, F>, ctx, end, pass);
	}

	template <typename U, typename F> void inline_last()
	{
		wasm_bpf_ring_set_loop(get(), loop<U, F>);
	}
#else
	template <typename U, typename F> void inline_last() {}
#endif
};

/* A perf buffer. A handler gets the CPU and each sample as a T, or as Bytes. */
template <typename T = Bytes> class PerfBuffer {
public:
	/* `handler` takes (int cpu, const T &), and `lost` (int cpu, uint64_t count). */
	template <typename F, typename L>
	static Result<PerfBuffer> open(const bpf_map *map, size_t pages, F handler, L lost)
	{
		struct Both {
			F handler;
			L lost;
		};
		PerfBuffer buffer;
		auto *kept = buffer.handlers_.keep(Both{ std::move(handler), std::move(lost) });

		if (!map)
			return Error(ENOENT, "open a perf buffer");
		buffer.perf_.reset(perf_buffer__new(
			bpf_map__fd(map), pages,
			[](void *ctx, int cpu, void *data, uint32_t size) {
				detail::call_with<T>(static_cast<Both *>(ctx)->handler, data, size, cpu);
			},
			[](void *ctx, int cpu, __u64 count) {
				static_cast<Both *>(ctx)->lost(cpu, static_cast<uint64_t>(count));
			},
			kept, nullptr));
		if (!buffer.perf_)
			return Error(errno, "open the perf buffer", bpf_map__name(map));
		return buffer;
	}

	perf_buffer *get() const { return perf_.get(); }

	/* As in RingBuffer. */
	Result<int> poll(int timeout_ms = -1)
	{
		return detail::counted(perf_buffer__poll(get(), timeout_ms), "poll a perf buffer");
	}
	Result<void> run()
	{
		return detail::run([this] { return poll(); });
	}

private:
	detail::Handlers handlers_;
	detail::Owner<perf_buffer, perf_buffer__free> perf_;
};

/* --- records for people ------------------------------------------------------------ */

/* For skeletons: emits `records_size` bytes of structs `type` in a stream of that name. `bytes` is
 * an ELF file with their BTF. The first call opens the stream. */
inline Result<void> emit(int &stream, const void *bytes, size_t size, const char *type,
			 const void *records, size_t records_size)
{
#if defined(__wasm__) && !defined(WASM_BPF_V1)
	return detail::done(wasm_bpf_emit(&stream, bytes, size, type, records, records_size),
			    "emit", type);
#else
	(void)stream, (void)bytes, (void)size, (void)records, (void)records_size;
	return Error(EOPNOTSUPP, "emit", type);
#endif
}

/* --- symbols -------------------------------------------------------------------- */

#if defined(__wasm__) && !defined(WASM_BPF_V1)
namespace detail {

template <typename Ask> std::optional<std::string> name(Ask ask)
{
	char text[256];
	const int length = ask(text, sizeof(text));

	if (length < 0)
		return std::nullopt;
	return std::string(text);
}

} // namespace detail

/* [v2] Return the function at an address of the kernel or of a running process, if it has a
 * name. `offset` gets the distance from its start. */
inline std::optional<std::string> ksym(uint64_t address, uint64_t *offset = nullptr)
{
	return detail::name([&](char *text, uint32_t size) {
		return wasm_bpf_ksym(address, offset, text, size);
	});
}

/* [v2] Return a text of the container of a cgroup or mount namespace (WASM_BPF_CGROUP,
 * WASM_BPF_MNTNS), such as WASM_BPF_CONTAINER_NAME; empty if it is not known. */
inline std::optional<std::string> container_of(wasm_bpf_container_by by, uint64_t number,
					       wasm_bpf_container_text what)
{
	return detail::name([&](char *text, uint32_t size) {
		return wasm_bpf_container_of(by, number, what, text, size);
	});
}

inline std::optional<std::string> usym(int process, uint64_t address, uint64_t *offset = nullptr)
{
	return detail::name([&](char *text, uint32_t size) {
		return wasm_bpf_usym(process, address, offset, text, size);
	});
}
#endif

} // namespace bpf

#endif
