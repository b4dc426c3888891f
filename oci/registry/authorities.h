/* SPDX-License-Identifier: MIT */
#ifndef REGISTRY_AUTHORITIES_H
#define REGISTRY_AUTHORITIES_H

#include <curl/curl.h>

/* Whose certificates a transfer accepts: those of `file` (PEM). If that is null, those of
 * $SSL_CERT_FILE and $SSL_CERT_DIR; else libcurl's own default; if it was built without one,
 * the file that this system's distribution keeps them in. */
void authorities_set(CURL *curl, const char *file);

#endif
