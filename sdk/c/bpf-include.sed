# SPDX-License-Identifier: MIT
# What differs in libbpf's headers for programs (sed -E).

# The arguments of USDT are laid out as the runtime keeps them: pinned/libbpf.sh.
s/^(\t)__u(16|8)([\t ]+(idx_reg_off: 12|scale_bitshift: 4|__reserved: 8);)/\1__u32\3/

# Code that reads registers by an architecture's names says so in the object: a section with the
# name of the architecture, once for each place. The runtime refuses it on another machine.
/^#ifndef __PT_REGS_CAST$/i\
#if defined(bpf_target_x86)\
#define __wasm_bpf_arch "x86"\
#elif defined(bpf_target_arm64)\
#define __wasm_bpf_arch "arm64"\
#elif defined(bpf_target_riscv)\
#define __wasm_bpf_arch "riscv"\
#elif defined(bpf_target_s390)\
#define __wasm_bpf_arch "s390"\
#elif defined(bpf_target_loongarch)\
#define __wasm_bpf_arch "loongarch"\
#elif defined(bpf_target_powerpc)\
#define __wasm_bpf_arch "powerpc"\
#elif defined(bpf_target_arm)\
#define __wasm_bpf_arch "arm"\
#elif defined(bpf_target_mips)\
#define __wasm_bpf_arch "mips"\
#else\
#define __wasm_bpf_arch "other"\
#endif\
#define __wasm_bpf_registers(x) \\\
	({ \\\
		static const char __wasm_bpf_reads[] \\\
			__attribute__((used, section(".wasm_bpf.arch"))) = __wasm_bpf_arch; \\\
		(x); \\\
	})\

s/^(#define __PT_REGS_CAST\(x\) )(.*)$/\1__wasm_bpf_registers(\2)/
s/\(\(const struct (pt_regs___[a-z0-9]+) \*\)\(x\)\)/__wasm_bpf_registers((const struct \1 *)(x))/
s/BPF_CORE_READ\(\(const struct (pt_regs___[a-z0-9]+) \*\)\(x\),/BPF_CORE_READ(__wasm_bpf_registers((const struct \1 *)(x)),/

# ARM's registers have a type of this file's own, whatever machine compiles it.
/^#elif defined\(bpf_target_arm64\)$/,/^#elif defined\(bpf_target_mips\)$/{
	s/struct user_pt_regs \*/struct user_pt_regs___arm64 */
	/^struct pt_regs___arm64 \{$/i\
struct user_pt_regs___arm64 {\
	__u64 regs[31];\
	__u64 sp;\
	__u64 pc;\
	__u64 pstate;\
};\

}
