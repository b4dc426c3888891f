/* SPDX-License-Identifier: MIT */
/* The options that all commands share which talk to a registry. */
#ifndef OCI_REMOTE_H
#define OCI_REMOTE_H

#include <argp.h>

#include "runtime/oci/registry.h"

/* For the children of a command's argp: each takes a struct registry_options as input, set
 * to REGISTRY_OPTIONS_INIT. */
extern const struct argp remote_argp;

#define REMOTE_CHILDREN { { &remote_argp, 0, "Registries:", 1 }, { 0 } }

#endif
