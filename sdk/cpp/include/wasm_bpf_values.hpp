/* SPDX-License-Identifier: MIT */
/*
 * For guests with types, in C++17, over the header that `wit-bindgen c` makes: owners of what the
 * host gives; texts and lists as C++ has them. It needs nothing else of the SDK.
 *
 *	Owned<app_list_string_free> args;
 *	wasi_cli_environment_get_arguments(args.out());
 *	for (const app_string_t &arg : args)
 *		take(text(arg));
 */
#ifndef WASM_BPF_VALUES_HPP
#define WASM_BPF_VALUES_HPP

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace bpf {
namespace values {

/* A text of the header, as it lies there: bytes without a 0 behind them, valid as long as their
 * owner lives. */
template <typename Text> std::string_view text(const Text &text)
{
	return { reinterpret_cast<const char *>(text.ptr), text.len };
}

/* The list type `List` of the header, made of what has data() and size(), such as a vector of the
 * list's elements. It owns nothing: it is for a call of the host, which only reads it. */
template <typename List, typename Values> List as_list(const Values &values)
{
	using Element = std::remove_pointer_t<decltype(List::ptr)>;

	static_assert(sizeof(Element) == sizeof(*values.data()), "other elements than the list's");
	return { const_cast<Element *>(reinterpret_cast<const Element *>(values.data())),
		 values.size() };
}

/* The same for a text: as_text<app_string_t>("eth0"). */
template <typename Text> Text as_text(std::string_view text)
{
	return as_list<Text>(text);
}

/* Owns a value that the host has given, and frees it by the header's function for its type:
 * Owned<app_string_free> holds an app_string_t. */
template <auto release> class Owned;

template <typename T, void (*release)(T *)> class Owned<release> {
public:
	Owned() = default;
	explicit Owned(const T &value) : value_(value) {}
	Owned(Owned &&other) noexcept : value_(std::exchange(other.value_, T{})) {}
	Owned &operator=(Owned &&other) noexcept
	{
		std::swap(value_, other.value_);
		return *this;
	}
	~Owned() { release(&value_); }

	/* For the function that gives the value. What was here is freed first. */
	T *out()
	{
		*this = Owned();
		return &value_;
	}

	const T &operator*() const { return value_; }
	const T *operator->() const { return &value_; }

	/* Of a list. */
	size_t size() const { return value_.len; }
	const auto &operator[](size_t i) const { return value_.ptr[i]; }
	const auto *begin() const { return value_.ptr; }
	const auto *end() const { return value_.ptr + value_.len; }

private:
	T value_ = {};
};

} // namespace values
} // namespace bpf

#endif
