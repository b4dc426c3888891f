/* SPDX-License-Identifier: MIT */
#include <wasm_bpf_report.hpp>

#include <cstdio>

using namespace bpf::report;

int main()
{
	std::vector<uint32_t> few = { 1, 0, 7, 20, 0, 0, 0, 0 }, many(40), none(4);
	const std::vector<uint32_t> rest(few.begin() + 1, few.end());
	std::string text;
	Top<std::string> top;
	Top<int> numbers;

	many[0] = 3;
	many[39] = 4000000000;
	text += log2_hist(few, "usecs") + log2_hist(many, "nsecs") + log2_hist(none, "none");
	text += linear_hist(rest, 100, 25, "percent");
	for (int n : { -1, 0, 1, 2, 9, 31, 41, 133, 134, 335, 451, 999 })
		text += syscall_name(n) + ' ' + errno_name(n) + ' ' + signal_name(n) + '\n';
	text += user_name(0) + ' ' + user_name(4000000000) + ' ' + group_name(0) + '\n';
	text += timestamp().substr(0, 5) + '\n';
	for (const char *name : { "sh", "cat", "ls", "sh", "awk" })
		top.add(name, 5);
	numbers.add(-3, 12345678901);
	text += top.text(3) + numbers.text(9);
	fputs(text.c_str(), stdout);
	return 0;
}
