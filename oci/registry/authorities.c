// SPDX-License-Identifier: MIT
#include "registry/authorities.h"

#include <stdlib.h>
#include <unistd.h>

static const char *const files[] = {
	"/etc/ssl/certs/ca-certificates.crt", /* Debian, Ubuntu, Arch, Alpine, our image */
	"/etc/pki/tls/certs/ca-bundle.crt",   /* Fedora, RHEL */
	"/etc/ssl/ca-bundle.pem",             /* openSUSE */
	"/etc/ssl/cert.pem",                  /* others */
};

static const char *installed(void)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (access(files[i], R_OK) == 0)
			return files[i];
	return NULL;
}

static int libcurl_has_own(void)
{
	const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);

	return info->age >= CURLVERSION_SEVENTH && (info->cainfo || info->capath);
}

void authorities_set(CURL *curl, const char *file)
{
	const char *dir = file ? NULL : getenv("SSL_CERT_DIR");

	if (!file)
		file = getenv("SSL_CERT_FILE");
	if (!file && !dir && !libcurl_has_own())
		file = installed();
	if (dir)
		curl_easy_setopt(curl, CURLOPT_CAPATH, dir);
	if (file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, file);
}
