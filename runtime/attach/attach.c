// SPDX-License-Identifier: MIT
#include "attach/attach.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach/permit.h"
#include "attach/private.h"
#include "attach/suggest.h"
#include "base/bpf_error.h"
#include "base/tracefs.h"
#include "lib/err.h"

/* Those that are attached as maps have no function. */
#define attach_struct_ops_program NULL

static int (*const functions[KIND_COUNT])(struct request *request) = {
#define KIND(id, ...) [KIND_##id] = attach_##id,
#include "kinds/kinds.def"
};

int attach_add(struct request *request, struct bpf_link *link, int fd)
{
	struct attachment *attachment = calloc(1, sizeof(*attachment));

	if (!attachment) {
		bpf_link__destroy(link);
		if (fd >= 0)
			close(fd);
		return -ENOMEM;
	}
	attachment->link = link;
	attachment->fd = fd;
	attachment->map_fd = attachment->prog_fd = -1;
	attachment->next = request->list;
	request->list = attachment;
	return 0;
}

int attach_add_link(struct request *request, struct bpf_link *link)
{
	return link ? attach_add(request, link, -1) : bpf_errno(-errno);
}

void attachment_destroy_hook(const struct attachment *attachment)
{
	struct bpf_tc_hook hook = attachment->hook;

	hook.attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS;
	bpf_tc_hook_destroy(&hook);
}

static void attachment_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void attachment_undo(struct attachment *attachment)
{
	struct bpf_tc_opts filter = attachment->filter;
	const uint32_t zero = 0;

	/* It fails for a link, which ends with its descriptors. */
	if (attachment->is_struct_ops)
		bpf_map_delete_elem(attachment_fd(attachment), &zero);
	attachment->is_struct_ops = false;
	if (attachment->prog_fd >= 0 && attachment->map_fd >= 0)
		bpf_prog_detach2(attachment->prog_fd, attachment->map_fd,
				 (enum bpf_attach_type)attachment->map_type);
	attachment_close(&attachment->prog_fd);
	attachment_close(&attachment->map_fd);
	if (!attachment->is_filter)
		return;
	filter.prog_fd = 0;
	filter.prog_id = 0;
	filter.flags = 0;
	bpf_tc_detach(&attachment->hook, &filter);
	if (attachment->own_hook)
		attachment_destroy_hook(attachment);
	attachment->is_filter = false;
}

void attachments_free(struct attachment **list)
{
	while (*list) {
		struct attachment *attachment = *list;

		*list = attachment->next;
		attachment_undo(attachment);
		if ((attachment->pinned || attachment->handed) && attachment->link) {
			/* libbpf would switch a perf event off; now it closes nothing. */
			bpf_link__disconnect(attachment->link);
			close(bpf_link__fd(attachment->link));
		}
		bpf_link__destroy(attachment->link);
		attachment_close(&attachment->fd);
		free(attachment);
	}
}

int attachment_fd(const struct attachment *attachment)
{
	return attachment->link ? bpf_link__fd(attachment->link) : attachment->fd;
}

static int update_filter(struct attachment *attachment, const struct bpf_program *prog)
{
	struct bpf_tc_opts filter = attachment->filter;

	filter.prog_fd = bpf_program__fd(prog);
	filter.prog_id = 0;
	filter.flags = BPF_TC_F_REPLACE;
	return bpf_tc_attach(&attachment->hook, &filter);
}

int attachments_update(struct attachment *list, const struct bpf_program *prog)
{
	if (list->next)
		return -EOPNOTSUPP;
	if (list->is_filter)
		return update_filter(list, prog);
	return bpf_link_update(attachment_fd(list), bpf_program__fd(prog), NULL);
}

/* Whether the section's function is the one of that name. */
static bool is_same(const char *function, const char *name)
{
	static const char kernel[] = "vmlinux:";
	const size_t len = strlen(kernel);

	return strcmp(strncmp(function, kernel, len) == 0 ? function + len : function, name) == 0;
}

/* These were bound to their function when they were loaded: a target can only say so. */
int attach_traced(struct request *request)
{
	LIBBPF_OPTS(bpf_trace_opts, opts, .cookie = request->cookie);
	const char *function = kind_section_target(bpf_program__section_name(request->prog));
	int ret;

	if (*request->target.name && (!function || !is_same(function, request->target.name)))
		return -EOPNOTSUPP;
	if (!request->cookie)
		return attach_add_link(request, bpf_program__attach(request->prog));
	ret = attach_add_link(request, bpf_program__attach_trace_opts(request->prog, &opts));
	/* What libbpf says where it knows of no cookie for them. */
	if (ret == -EINVAL && bpf_program__expected_attach_type(request->prog) == BPF_TRACE_RAW_TP)
		return -EOPNOTSUPP;
	return ret;
}

/* The kernel knows the function of the load for one link only: each is given it again. */
int attach_freplace(struct request *request)
{
	const struct attach_options *options = request->options;

	if (!options->function)
		return attach_traced(request);
	if (*request->target.name)
		return -EOPNOTSUPP;
	return attach_add_link(request, bpf_program__attach_freplace(request->prog,
								     options->replaced_fd,
								     options->function));
}

const char *attach_section_of(const struct bpf_program *prog)
{
	const char *section = bpf_program__section_name(prog);
	const char *typical = kind_section_of_type(bpf_program__type(prog));

	return kind_find(section) || !typical ? section : typical;
}

const char *attach_grammar(const char *section)
{
	const struct kind *kind = kind_find(section);

	return kind && functions[kind->id] ? kind->grammar : NULL;
}

bool attach_name_target(const char *section, char *text, size_t size)
{
	const struct kind *kind = kind_find(section);
	const char *target = kind_section_target(section);
	struct request request = { .fd = -1 };

	return kind && kind->flags & KIND_IN_SECTION && target &&
	       target_parse(&request.target, target, kind) == 0 &&
	       attach_resolve(&request, kind->form) == 0 &&
	       snprintf(text, size, "%s", request.target.name) < (int)size;
}

static void prepend(struct attachment *first, struct attachment **list)
{
	struct attachment *last = first;

	while (last->next)
		last = last->next;
	last->next = *list;
	*list = first;
}

/* Attaches it by the function of its kind, or if that is null as libbpf does, unless something
 * serves as well. */
static int perform(struct request *request, const struct kind *kind)
{
	const struct attach_options *options = request->options;
	int ret = options->take ? options->take(options->take_context, &request->list) : 0;

	if (ret)
		return ret < 0 ? ret : 0;
	return kind ? functions[kind->id](request)
		    : attach_add_link(request, bpf_program__attach(request->prog));
}

static int attach_to(struct request *request, const struct kind *kind, const char *target,
		     const struct policy *policy, struct err *err)
{
	int ret;

	if (!kind || !functions[kind->id])
		return -EOPNOTSUPP;
	ret = target_parse(&request->target, target, kind);
	/* Such a program is bound to something, and not to this. */
	if (ret == -EINVAL && kind->flags & KIND_IS_BOUND)
		return -EOPNOTSUPP;
	if (!ret)
		ret = attach_resolve(request, kind->form);
	if (!ret)
		ret = permit_attach(policy, request->prog, &request->target,
				    request->options->ksyms, err);
	if (ret < 0)
		return ret;
	return request->missing ? request->missing : perform(request, kind);
}

/* Whether it is attached to something in a file. */
static bool is_in_file(const struct kind *kind)
{
	return kind->form == FORM_FILE_FUNCTION || kind->form == FORM_FILE_FUNCTIONS ||
	       kind->form == FORM_FILE_PROBE;
}

/* What symbols of system calls begin with. */
#ifdef __aarch64__
static const char syscall_prefix[] = "__arm64_sys_";
#else
static const char syscall_prefix[] = "__x64_sys_";
#endif

/* The name that is near to a target that the kernel does not have. */
static bool suggest(const struct request *request, const struct kind *kind,
		    char ret_near[static SUGGEST_MAX])
{
	const char *group = request->target.group, *symbol = request->target.symbol;

	if (!symbol)
		return false;
	switch (kind->id) {
	case KIND_tracepoint:
		return suggest_tracepoint(group, symbol, ret_near);
	case KIND_raw_tracepoint:
		return suggest_tracepoint(NULL, symbol, ret_near);
	case KIND_kprobe:
	case KIND_kprobe_multi:
		return suggest_function(symbol, "", ret_near) && strcmp(ret_near, symbol) != 0;
	case KIND_ksyscall:
		return suggest_function(symbol, syscall_prefix, ret_near) &&
		       strcmp(ret_near, symbol) != 0;
	default:
		return false;
	}
}

static int explain(const struct request *request, const struct kind *kind, const char *target,
		   int ret, struct err *err)
{
	const char *name = bpf_program__name(request->prog);
	const char *section = bpf_program__section_name(request->prog);
	char near[SUGGEST_MAX];

	if (target)
		err_set(err, -ret, "cannot attach '%s' (%s) to '%s': %s", name, section, target,
			strerror(-ret));
	else
		err_set(err, -ret, "cannot attach '%s' (%s): %s", name, section, strerror(-ret));
	if (*request->note)
		err_hint(err, "%s", request->note);
	else if (request->cookie && ret == -EOPNOTSUPP)
		err_hint(err, "'%s' programs do not support a cookie here", section);
	else if (kind && (ret == -EINVAL || ret == -EOPNOTSUPP || ret == -ENODEV))
		err_hint(err, "a target for '%s' has the form: %s", section, kind->grammar);
	else if (ret == -EACCES && kind && is_in_file(kind))
		err_hint(err, "this needs CAP_SYS_ADMIN since Linux 6.16");
	else if (ret == -ENOENT && kind && suggest(request, kind, near))
		err_hint(err, "did you mean '%s'?", near);
	else if (ret == -ENOENT && kind && kind->hint)
		err_hint(err, "%s", kind->hint);
	return ret;
}

/* To what the section says, by libbpf where this is no target of our grammar. */
static int attach_by_section(struct request *request, const struct kind *kind,
			     const struct policy *policy, struct err *err)
{
	const char *target = kind_section_target(attach_section_of(request->prog));
	int ret;

	if (kind && kind->flags & KIND_IN_SECTION && target)
		return attach_to(request, kind, target, policy, err);
	ret = permit_attach(policy, request->prog, &request->target,
				    request->options->ksyms, err);
	if (ret < 0)
		return ret;
	return perform(request, kind && kind->flags & KIND_IS_BOUND ? kind : NULL);
}

/* What attach_program() is asked for. */
struct wish {
	struct request *request;
	const struct kind *kind;
	const char *target;
	const struct policy *policy;
	struct err *refused;
};

static int grant(void *context)
{
	const struct wish *wish = context;

	return wish->target ? attach_to(wish->request, wish->kind, wish->target, wish->policy,
					wish->refused)
			    : attach_by_section(wish->request, wish->kind, wish->policy,
						wish->refused);
}

int attach_program(struct bpf_object *object, struct bpf_program *prog, const char *target,
		   const struct attach_options *options, struct attachment **list,
		   struct err *err)
{
	struct request request = { .object = object, .prog = prog, .cookie = options->cookie,
				   .options = options, .fd = -1 };
	const char *section = attach_section_of(prog);
	const struct kind *kind = kind_find(section);
	struct err refused = ERR_INIT;
	struct wish wish = { &request, kind, target, options->policy, &refused };
	int ret;

	request.refused = &refused;
	if (target && (!*target || strcmp(target, bpf_program__section_name(prog)) == 0))
		wish.target = target = NULL;
	if (request.cookie && !(kind && kind->flags & KIND_HAS_COOKIE))
		ret = -EOPNOTSUPP;
	else
		ret = kind && kind->flags & KIND_NEEDS_TRACEFS ? tracefs_call(grant, &wish)
							       : grant(&wish);
	if (request.fd >= 0)
		close(request.fd);
	ret = bpf_errno(ret);
	if (ret < 0) {
		attachments_free(&request.list);
		if (!refused.code)
			return explain(&request, kind, target, ret, err);
		if (err)
			*err = refused;
		return ret;
	}
	prepend(request.list, list);
	return 0;
}

int attach_struct_ops(const struct bpf_object *object, const struct bpf_map *map,
		      const struct policy *policy, struct attachment **list, struct err *err)
{
	struct request request = { 0 };
	int ret = permit_struct_ops(policy, object, map, err);

	if (ret < 0)
		return ret;
	ret = attach_add_link(&request, bpf_map__attach_struct_ops(map));
	if (ret < 0)
		return err_set(err, -ret, "cannot attach the struct_ops map '%s': %s",
			       bpf_map__name(map), strerror(-ret));
	request.list->is_struct_ops = true;
	prepend(request.list, list);
	return 0;
}
