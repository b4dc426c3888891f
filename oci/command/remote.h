/* SPDX-License-Identifier: MIT */
/* The options that all commands share which talk to a registry. */
#ifndef COMMAND_REMOTE_H
#define COMMAND_REMOTE_H

#include <argp.h>

#include "registry/registry.h"
#include "trust/trust.h"

/* For the children of a command's argp: each takes a struct registry_options as input, set
 * to REGISTRY_OPTIONS_INIT. */
extern const struct argp remote_argp;

#define REMOTE_CHILDREN { { &remote_argp, 0, "Registries:", 1 }, { 0 } }

/* Likewise, with a struct trust_options as the second input. */
#define TRUSTED_REMOTE_CHILDREN { { &remote_argp, 0, "Registries:", 1 }, \
				  { &trust_argp, 0, "Trust:", 2 }, { 0 } }

#endif
