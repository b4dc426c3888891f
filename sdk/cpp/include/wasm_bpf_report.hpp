/* SPDX-License-Identifier: MIT */
/*
 * What tools write by hand to show what they found: histograms, tables of the largest, names of
 * numbers, the time of day. The SDKs for C, Go and Rust have the same, and print the same.
 *
 *	bpf::report::Top<std::string> top;
 *	top.add("bash", 3);
 *	fputs(top.text(10).c_str(), stdout);
 */
#ifndef WASM_BPF_REPORT_HPP
#define WASM_BPF_REPORT_HPP

#include <algorithm>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <syscall_helpers.h>

namespace bpf {
namespace report {

/* Adds as printf() does. */
__attribute__((format(printf, 2, 3)))
inline void append(std::string &text, const char *format, ...)
{
	char room[256];
	va_list args;

	va_start(args, format);
	vsnprintf(room, sizeof(room), format, args);
	va_end(args);
	text += room;
}

/* --- histograms ----------------------------------------------------------------- */

/* How much a value is of the largest one. */
inline std::string bar(uint32_t value, uint32_t most)
{
	const size_t stars = static_cast<size_t>(uint64_t{value} * 40 / std::max(most, 1u));

	return '|' + std::string(stars, '*') + std::string(40 - stars, ' ') + "|\n";
}

/* The number of slots up to the last that holds something. */
inline size_t used(const std::vector<uint32_t> &values)
{
	size_t count = values.size();

	while (count && !values[count - 1])
		count--;
	return count;
}

/* A histogram of powers of two: slot i counts what is from 2^i to 2^(i+1)-1, and slot 0 also what
 * is 0. Empty if all slots are. */
inline std::string log2_hist(const std::vector<uint32_t> &values, const std::string &unit)
{
	const size_t count = std::min<size_t>(used(values), 64);
	const int width = count <= 32 ? 10 : 20;
	std::string text;

	if (!count)
		return text;
	append(text, "%*s%-*s : count    distribution\n", width == 10 ? 5 : 15, "",
	       width == 10 ? 19 : 29, unit.c_str());
	const uint32_t most = *std::max_element(values.begin(), values.end());
	for (size_t i = 0; i < count; i++) {
		const unsigned long long low = i ? 1ull << i : 0, high = (1ull << i << 1) - 1;

		append(text, "%*llu -> %-*llu : %-8u ", width, low, width, high,
		       static_cast<unsigned>(values[i]));
		text += bar(values[i], most);
	}
	return text;
}

/* A histogram of equal steps: slot i counts what is from base + i * step. It begins with the first
 * slot that is not empty. */
inline std::string linear_hist(const std::vector<uint32_t> &values, uint32_t base, uint32_t step,
			       const std::string &unit)
{
	const size_t count = used(values);
	std::string text;
	size_t i = 0;

	if (!count)
		return text;
	append(text, "     %-13s : count     distribution\n", unit.c_str());
	const uint32_t most = *std::max_element(values.begin(), values.end());
	while (!values[i])
		i++;
	for (; i < count; i++) {
		append(text, "        %-10u : %-8u ",
		       static_cast<unsigned>(base + static_cast<uint32_t>(i) * step),
		       static_cast<unsigned>(values[i]));
		text += bar(values[i], most);
	}
	return text;
}

/* --- the largest ---------------------------------------------------------------- */

/* Sums of amounts by their keys, which are strings or numbers. */
template <typename K> class Top {
public:
	/* Adds an amount to a key's. */
	void add(const K &key, uint64_t amount) { amounts_[key] += amount; }

	/* Those with the largest sums, at most `count`; of equal ones the smaller key is first. */
	std::vector<std::pair<K, uint64_t>> rows(size_t count) const
	{
		std::vector<std::pair<K, uint64_t>> rows(amounts_.begin(), amounts_.end());

		std::stable_sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) {
			return a.second > b.second;
		});
		if (rows.size() > count)
			rows.resize(count);
		return rows;
	}

	/* These rows as lines of a table. */
	std::string text(size_t count) const
	{
		std::string text;

		for (const auto &[key, sum] : rows(count)) {
			append(text, "%10llu  ", static_cast<unsigned long long>(sum));
			text += shown(key) + '\n';
		}
		return text;
	}

	/* Forgets all sums. */
	void clear() { amounts_.clear(); }

private:
	static const std::string &shown(const std::string &key) { return key; }
	template <typename N> static std::string shown(const N &key) { return std::to_string(key); }

	std::map<K, uint64_t> amounts_;
};

/* --- names, each or else the number ----------------------------------------------- */

/* Of a system call, by its number on x86-64. */
inline std::string syscall_name(int number)
{
	char name[64];

	if (number < 0 || ::syscall_name(static_cast<unsigned>(number), name, sizeof(name)))
		return std::to_string(number);
	return name;
}

/* Of an error of Linux: "ENOENT" for 2. */
inline std::string errno_name(int number)
{
	const char *name = number > 0 ? strerrorname_np(number) : nullptr;

	return name ? name : std::to_string(number);
}

/* Of a signal: "SIGKILL" for 9. */
inline std::string signal_name(int number)
{
	const char *name = number > 0 ? sigabbrev_np(number) : nullptr;

	return name ? "SIG" + std::string(name) : std::to_string(number);
}

/* Of a user, by /etc/passwd if the guest has --dir /etc. */
inline std::string user_name(uint32_t id)
{
	const struct passwd *entry = getpwuid(id);

	return entry ? entry->pw_name : std::to_string(id);
}

/* Of a group, by /etc/group if the guest has --dir /etc. */
inline std::string group_name(uint32_t id)
{
	const struct group *entry = getgrgid(id);

	return entry ? entry->gr_name : std::to_string(id);
}

/* --- the time of day --------------------------------------------------------------- */

/* Such as "23:59:01", in the zone of the variable TZ: wasm-bpf --env TZ=Europe/Berlin app.wasm. */
inline std::string timestamp()
{
	const time_t now = time(nullptr);
	char text[16] = "";
	struct tm local;

	if (localtime_r(&now, &local))
		strftime(text, sizeof(text), "%H:%M:%S", &local);
	return text;
}

} /* namespace report */
} /* namespace bpf */

#endif
