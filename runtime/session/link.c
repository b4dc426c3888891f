// SPDX-License-Identifier: MIT
#include "session/link.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach/attach.h"
#include "attach/permit.h"
#include "kinds/target.h"
#include "lib/err.h"
#include "policy/policy.h"
#include "session/binding.h"
#include "session/handed.h"
#include "session/map.h"
#include "session/object.h"
#include "session/pin.h"
#include "session/program.h"
#include "session/session.h"

/* The list that a link of an object is in, or one that was opened. */
static struct link **list_of(struct session *session, struct object *object)
{
	return object ? &object->links : &session->own_links;
}

/* A link without attachments, which the object owns, or the session if that is null; or null with
 * the error set. */
static struct link *add(struct session *session, struct object *object, struct err *err)
{
	struct link **list = list_of(session, object), *link = calloc(1, sizeof(*link));
	int handle = link ? handles_add(&session->links, link) : -ENOMEM;

	if (handle < 0) {
		err_set(err, -handle, "cannot make a link: %s", strerror(-handle));
		free(link);
		return NULL;
	}
	*link = (struct link){
		.session = session,
		.object = object,
		.next = *list,
		.handle = handle,
	};
	pthread_mutex_lock(&session->attaching);
	*list = link;
	pthread_mutex_unlock(&session->attaching);
	return link;
}

int link_new(struct program *program, const char *target, uint64_t cookie,
	     struct link **ret_link, struct err *err)
{
	const char *bound = binding_target(program->object, program->bpf);
	struct link *link = add(program->object->session, program->object, err);
	struct bpf_prog_info info;
	int ret;

	if (!link)
		return -err->code;
	if (target && bound && strcmp(target, bound) == 0)
		target = NULL;
	ret = object_attach_program(program->object, program->bpf, target, cookie,
				    &link->attachments, err);
	if (ret < 0) {
		link_close(link);
		return ret;
	}
	link->program = program->handle;
	if (program_ask(program->bpf, &info) == 0)
		link->program_id = info.id;
	*ret_link = link;
	return 0;
}

int link_new_map(struct object *object, const struct map *map, struct link **ret_link,
		 struct err *err)
{
	struct link *link = add(object->session, object, err);
	int ret;

	if (!link)
		return -err->code;
	ret = object_attach_map(object, map->bpf, &link->attachments, err);
	if (ret < 0) {
		link_close(link);
		return ret;
	}
	*ret_link = link;
	return 0;
}

int link_open_pinned(struct session *session, const char *path, struct link **ret_link,
		     struct err *err)
{
	struct attachment *attachment = calloc(1, sizeof(*attachment));
	struct link *link;
	int ret, fd = -1;

	ret = attachment ? pin_open_link(session->options->policy, path, &fd, err)
			 : err_set(err, ENOMEM, "cannot open a link: %s", strerror(ENOMEM));
	link = ret ? NULL : add(session, NULL, err);
	if (!link) {
		free(attachment);
		if (fd >= 0)
			close(fd);
		return -err->code;
	}
	attachment->fd = fd;
	attachment->pinned = true;
	link->attachments = attachment;
	*ret_link = link;
	return 0;
}

void link_close(struct link *link)
{
	struct session *session = link->session;
	struct link **place = list_of(session, link->object);

	while (*place != link)
		place = &(*place)->next;
	handed_let_go(session, link->attachments);
	session_begin_detaching(session);
	*place = link->next;
	attachments_free(&link->attachments);
	session_end_detaching(session);
	handles_remove(&session->links, link->handle);
	free(link);
}

int link_fd(const struct link *link)
{
	return link->attachments ? attachment_fd(link->attachments) : -1;
}

bool link_ask(const struct link *link, struct link_info *ret_info)
{
	struct bpf_link_info info = { 0 };
	uint32_t size = sizeof(info);

	if (link_fd(link) < 0 || bpf_obj_get_info_by_fd(link_fd(link), &info, &size) < 0)
		return false;
	/* What holds a struct_ops map may be the map. */
	if (link->object && !link->program && info.type != BPF_LINK_TYPE_STRUCT_OPS)
		return false;
	*ret_info = (struct link_info){ info.type, info.id, info.prog_id };
	return true;
}

bool link_is_attached(const struct link *link)
{
	return link->attachments && !link->detached;
}

int link_detach(struct link *link, struct err *err)
{
	struct session *session = link->session;
	bool is_ours;

	if (!link_is_attached(link))
		return err_set(err, EINVAL, "cannot detach link %d: it is not attached",
			       link->handle);
	is_ours = handed_let_go(session, link->attachments);
	/* Links of some types the kernel detaches; others end with the last that holds them. */
	if (is_ours && link_fd(link) >= 0 && bpf_link_detach(link_fd(link)) == 0) {
		link->detached = true;
		return 0;
	}
	if (link->attachments->pinned)
		return err_set(err, EOPNOTSUPP, "cannot detach link %d: it is pinned",
			       link->handle);
	session_begin_detaching(session);
	attachments_free(&link->attachments);
	session_end_detaching(session);
	return 0;
}

int link_pin(struct link *link, const char *path, struct err *err)
{
	struct link_info info;
	int ret;

	if (!link_is_attached(link))
		return err_set(err, EINVAL, "cannot pin link %d: it is not attached", link->handle);
	if (link->attachments->next || !link_ask(link, &info))
		return err_set(err, EOPNOTSUPP, "cannot pin link %d: the kernel has no link for "
			       "it, or several", link->handle);
	ret = pin_add(link->session->options->policy, link_fd(link), path, err);
	if (ret == 0)
		link->attachments->pinned = true;
	return ret;
}

int link_unpin(const struct link *link, const char *path, struct err *err)
{
	return pin_remove_link(link->session->options->policy, link_fd(link), path, err);
}

/* Whether a program may be attached to what no rule was asked about. */
static int permit_anywhere(struct session *session, const struct bpf_program *program,
			   struct err *err)
{
	const struct policy *policy = session->options->policy;
	struct target target = { 0 };

	if (policy_denies_targets(policy))
		return err_set(err, EPERM,
			       "cannot set a program of a pinned link: the policy denies "
			       "some targets, and what a link is attached to is not known");
	return permit_attach(policy, program, &target, &session->ksyms, err);
}

int link_update(struct link *link, const struct program *program, struct err *err)
{
	struct session *session = link->session;
	const char *name = bpf_program__name(program->bpf);
	struct bpf_prog_info info;
	int ret;

	if (!link_is_attached(link))
		return err_set(err, EINVAL, "cannot set program '%s' of link %d: "
			       "it is not attached", name, link->handle);
	ret = program_is_loaded(program->bpf) ? program_ask(program->bpf, &info) : -EINVAL;
	if (ret < 0)
		return err_set(err, -ret, "cannot set program '%s' of link %d: it is not loaded",
			       name, link->handle);
	if (!link->object && (ret = permit_anywhere(session, program->bpf, err)) < 0)
		return ret;
	pthread_mutex_lock(&session->attaching);
	ret = attachments_update(link->attachments, program->bpf);
	pthread_mutex_unlock(&session->attaching);
	if (ret < 0)
		return err_set(err, -ret, "cannot set program '%s' of link %d: %s", name,
			       link->handle, strerror(-ret));
	handed_change(session, link->attachments);
	usage_mark(program->object, program->bpf);
	link->program = program->handle;
	link->program_id = info.id;
	return 0;
}
