// SPDX-License-Identifier: MIT
/* Tags say nothing of layout, and are passed over. */
#define decl_tag(text) __attribute__((btf_decl_tag(text)))
#define type_tag(text) __attribute__((btf_type_tag(text)))

struct inner {
	int x decl_tag("member");
} decl_tag("struct");

typedef struct inner tagged_t decl_tag("typedef");

struct tagged {
	struct inner inner decl_tag("first") decl_tag("second");
	int type_tag("user") *pointer;
	tagged_t last;
};

struct tagged _tagged __attribute__((unused)) decl_tag("variable");
