// SPDX-License-Identifier: MIT
#include "wasm-bpf/deployment.h"

#include <ctype.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/json.h"

/* --- words ----------------------------------------------------------------------------- */

/* A word of a unit's command line: systemd.service(5), "Command lines". The characters in `doubled`
 * would be replaced if they stood alone. */
static void unit_word(struct buf *to, const char *word, const char *doubled)
{
	buf_puts(to, "\"");
	for (; *word; word++) {
		if (*word == '"' || *word == '\\')
			buf_puts(to, "\\");
		if (strchr(doubled, *word))
			buf_add(to, word, 1);
		if ((unsigned char)*word < ' ')
			buf_printf(to, "\\x%02x", (unsigned char)*word);
		else
			buf_add(to, word, 1);
	}
	buf_puts(to, "\"");
}

static void unit_argument(struct buf *to, const char *word)
{
	buf_puts(to, " ");
	unit_word(to, word, "%$");
}

/* The command line behind `wasm-bpf`, with a policy from that place. */
/* Whether one of the options is this, or cut short as argp takes it. */
static bool has_option(const struct deployment *deployment, const char *name)
{
	for (const char *const *i = deployment->options; *i; i++) {
		const size_t len = strcspn(*i, "=");

		if (len > 3 && strncmp(*i, name, len) == 0)
			return true;
	}
	return false;
}

/* Where a value of --keep is below the kernel's usual BPF file system. */
static bool keeps_pins(const struct deployment *deployment)
{
	for (const char *const *i = deployment->options; *i; i++)
		if (strncmp(*i, "--keep=/sys/fs/bpf/", 19) == 0)
			return true;
	return false;
}

static void unit_words(struct buf *to, const struct deployment *deployment, const char *policies,
		       const char *file, const char *keeps)
{
	buf_printf(to, "run%s --policy %s/%s.policy", keeps, policies, deployment->name);
	for (const char *const *i = deployment->options; *i; i++)
		unit_argument(to, *i);
	unit_argument(to, file);
	for (const char *const *i = deployment->arguments; *i; i++)
		unit_argument(to, *i);
	buf_puts(to, "\n");
}

static const char *const capability_names[] = {
	"CHOWN",
	"DAC_OVERRIDE",
	"DAC_READ_SEARCH",
	"FOWNER",
	"FSETID",
	"KILL",
	"SETGID",
	"SETUID",
	"SETPCAP",
	"LINUX_IMMUTABLE",
	"NET_BIND_SERVICE",
	"NET_BROADCAST",
	"NET_ADMIN",
	"NET_RAW",
	"IPC_LOCK",
	"IPC_OWNER",
	"SYS_MODULE",
	"SYS_RAWIO",
	"SYS_CHROOT",
	"SYS_PTRACE",
	"SYS_PACCT",
	"SYS_ADMIN",
	"SYS_BOOT",
	"SYS_NICE",
	"SYS_RESOURCE",
	"SYS_TIME",
	"SYS_TTY_CONFIG",
	"MKNOD",
	"LEASE",
	"AUDIT_WRITE",
	"AUDIT_CONTROL",
	"SETFCAP",
	"MAC_OVERRIDE",
	"MAC_ADMIN",
	"SYSLOG",
	"WAKE_ALARM",
	"BLOCK_SUSPEND",
	"AUDIT_READ",
	"PERFMON",
	"BPF",
	"CHECKPOINT_RESTORE",
};

/* "CAP_BPF CAP_PERFMON" */
static void capabilities(struct buf *to, uint64_t set, const char *prefix, const char *between)
{
	const char *before = "";

	for (size_t i = 0; i < sizeof(capability_names) / sizeof(*capability_names); i++) {
		if (!(set >> i & 1))
			continue;
		buf_printf(to, "%s%s%s", before, prefix, capability_names[i]);
		before = between;
	}
}

/* A comment's text: nothing in it ends the line. */
static void comment_text(struct buf *to, const char *text)
{
	for (; *text; text++)
		buf_add(to, isprint((unsigned char)*text) ? text : "?", 1);
}

static void head(struct buf *to, const struct deployment *deployment)
{
	buf_puts(to, "# Made by 'wasm-bpf deploy' for '");
	comment_text(to, deployment->source);
	buf_puts(to, "'. Nothing is started by it: read it, change it, keep it.\n");
}

/* --- systemd --------------------------------------------------------------------------- */

static const char unit_rest[] = "WatchdogSec=30s\n"
				"Restart=on-failure\n"
				"RestartSec=2s\n"
				"# Wrong usage: it would fail in the same way again.\n"
				"RestartPreventExitStatus=2\n"
				"TimeoutStopSec=15s\n"
				"# Compiled code and pulled artifacts.\n"
				"CacheDirectory=wasm-bpf\n"
				"CacheDirectoryMode=0700\n"
				"# What 'wasm-bpf ps' reads; shared by all such units.\n"
				"RuntimeDirectory=wasm-bpf\n"
				"RuntimeDirectoryPreserve=yes\n"
				"StateDirectory=wasm-bpf\n"
				"StateDirectoryMode=0700\n"
				"Environment=XDG_CACHE_HOME=%C/wasm-bpf XDG_DATA_HOME=%S\n"
				"LimitMEMLOCK=infinity\n"
				"\n"
				"# What the policy can need, and no more.\n";

static const char unit_sandbox[] =
	"NoNewPrivileges=yes\n"
	"ProtectSystem=strict\n"
	"ProtectHome=read-only\n"
	"ProtectClock=yes\n"
	"ProtectHostname=yes\n"
	"ProtectKernelModules=yes\n"
	"ProtectControlGroups=yes\n"
	"LockPersonality=yes\n"
	"RestrictRealtime=yes\n"
	"RestrictSUIDSGID=yes\n"
	"RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET\n"
	"SystemCallArchitectures=native\n"
	"SystemCallFilter=@system-service @mount bpf perf_event_open seccomp unshare\n"
	"KeyringMode=private\n"
	"UMask=0077\n"
	"\n"
	"[Install]\n"
	"WantedBy=multi-user.target\n";

/* The manager keeps what is attached over a restart, and a reload looks for another guest. */
static const char *unit_keeps(const struct deployment *deployment)
{
	if (has_option(deployment, "--keep") || has_option(deployment, "--update"))
		return "";
	return deployment->is_path ? " --keep" : " --update";
}

static void unit_keep(struct buf *to, const struct deployment *deployment)
{
	buf_puts(to, "# What is attached stays while it is started anew.\n"
		     "FileDescriptorStoreMax=512\n");
	if (has_option(deployment, "--update") || strcmp(unit_keeps(deployment), " --update") == 0)
		buf_puts(to, "# Looks for another guest, or another policy.\n"
			     "ExecReload=kill -HUP $MAINPID\n");
}

static bool is_in_tmp(const struct deployment *deployment)
{
	return strncmp(deployment->program, "/tmp/", 5) == 0 ||
	       strncmp(deployment->file, "/tmp/", 5) == 0 ||
	       strncmp(deployment->file, "/var/tmp/", 9) == 0;
}

void deployment_systemd(const struct deployment *deployment, struct buf *to)
{
	const char *name = deployment->name;

	head(to, deployment);
	buf_printf(to, "# /etc/systemd/system/%s.service, with its policy in %s/%s.policy\n", name,
		   DEPLOYMENT_POLICIES, name);
	buf_printf(to, "[Unit]\nDescription=BPF tool %s\nDocumentation=man:wasm-bpf(1)\n", name);
	if (!deployment->is_path)
		buf_puts(to, "Wants=network-online.target\nAfter=network-online.target\n");
	buf_puts(to, "\n[Service]\nType=notify\nExecStart=");
	unit_word(to, deployment->program, "%"); /* there are no variables in it */
	buf_puts(to, " ");
	unit_words(to, deployment, DEPLOYMENT_POLICIES, deployment->file, unit_keeps(deployment));
	unit_keep(to, deployment);
	buf_puts(to, unit_rest);
	buf_puts(to, "CapabilityBoundingSet=");
	capabilities(to, deployment->capabilities, "CAP_", " ");
	buf_puts(to, is_in_tmp(deployment) ? "\n# What it starts is in there.\nPrivateTmp=no\n"
					   : "\nPrivateTmp=yes\n");
	buf_puts(to, unit_sandbox);
}

/* --- podman ---------------------------------------------------------------------------- */

/* Containers have a low limit of locked memory, which large perf buffers need. */
static uint64_t with_locking(const struct deployment *deployment)
{
	return deployment->capabilities | 1ull << CAP_IPC_LOCK;
}

/* Where the tool is inside of a container. */
static const char *inside(const struct deployment *deployment)
{
	return deployment->is_path ? "/tool" : deployment->file;
}

void deployment_podman(const struct deployment *deployment, struct buf *to)
{
	const char *name = deployment->name;

	head(to, deployment);
	buf_printf(to, "# /etc/containers/systemd/%s.container, with its policy in %s/%s.policy\n",
		   name, DEPLOYMENT_POLICIES, name);
	buf_printf(to,
		   "[Unit]\nDescription=BPF tool %s\nWants=network-online.target\n"
		   "After=network-online.target\n\n[Container]\nImage=%s\nExec=",
		   name, deployment->image);
	unit_words(to, deployment, "/etc/wasm-bpf", inside(deployment), "");
	buf_puts(to, "Notify=yes\nDropCapability=all\nAddCapability=");
	capabilities(to, with_locking(deployment), "CAP_", " ");
	buf_puts(to,
		 "\nNoNewPrivileges=true\nReadOnly=true\nNetwork=host\n"
		 "# podman's profile allows bpf(2) to CAP_SYS_ADMIN alone. With a policy, wasm-bpf "
		 "filters by itself.\nSeccompProfile=unconfined\n");
	buf_puts(to, "PodmanArgs=--pid=host --cgroupns=host\n");
	buf_puts(to, "Volume=/sys/kernel/tracing:/sys/kernel/tracing\n");
	buf_printf(to, "Volume=%s/%s.policy:/etc/wasm-bpf/%s.policy:ro\n", DEPLOYMENT_POLICIES,
		   name, name);
	if (deployment->is_path)
		buf_printf(to, "Volume=%s:/tool:ro\n", deployment->file);
	buf_printf(
		to,
		"Volume=%s-cache:/cache\nEnvironment=XDG_CACHE_HOME=/cache XDG_DATA_HOME=/cache\n\n"
		"[Service]\nWatchdogSec=30s\nRestart=on-failure\nRestartPreventExitStatus=2\n"
		"\n[Install]\nWantedBy=multi-user.target\n",
		name);
}

/* --- Kubernetes -------------------------------------------------------------------------- */

/* Every text is a JSON string, which YAML reads as it is. */
static void yaml_text(struct buf *to, const char *text)
{
	struct json_writer json = { .to = to };

	json_write_text(&json, NULL, text);
}

/* Lines of printable text, as a block. */
static void yaml_lines(struct buf *to, const char *text)
{
	while (*text) {
		const size_t len = strcspn(text, "\n");

		buf_puts(to, "    ");
		buf_add(to, text, len);
		buf_puts(to, "\n");
		text += len + (text[len] != '\0');
	}
}

static void yaml_words(struct buf *to, const struct deployment *deployment)
{
	struct json_writer json = { .to = to };
	struct buf policy = BUF_INIT(4096);

	buf_printf(&policy, "/etc/wasm-bpf/%s.policy", deployment->name);
	json_write_begin(&json, NULL, '[');
	json_write_text(&json, NULL, "run");
	json_write_text(&json, NULL, "--policy");
	json_write_text(&json, NULL, policy.data);
	if (!deployment->health) {
		json_write_text(&json, NULL, "--health");
		json_write_text(&json, NULL, "/run/wasm-bpf/health");
	}
	for (const char *const *i = deployment->options; *i; i++)
		json_write_text(&json, NULL, *i);
	json_write_text(&json, NULL, deployment->file);
	for (const char *const *i = deployment->arguments; *i; i++)
		json_write_text(&json, NULL, *i);
	json_write_end(&json, ']');
	buf_release(&policy);
}

/* A port of a pod with the host's network is one of the node: so the probe looks at a file, unless
 * an address was asked for. */
static void yaml_exec(struct buf *to, const char *kind, unsigned int delay)
{
	buf_printf(to,
		   "        %s:\n"
		   "          exec:\n"
		   "            command: [\"wasm-bpf\", \"health\", \"/run/wasm-bpf/health\"]\n"
		   "          initialDelaySeconds: %u\n"
		   "          periodSeconds: 10\n",
		   kind, delay);
}

static bool is_any(const char *address, size_t len)
{
	return (len == 7 && strncmp(address, "0.0.0.0", 7) == 0) ||
	       (len == 4 && strncmp(address, "[::]", 4) == 0);
}

static void yaml_get(struct buf *to, const char *kind, const char *path, const char *address)
{
	const char *port = strrchr(address, ':');
	const size_t len = (size_t)(port - address);
	const bool is_v6 = *address == '[';

	buf_printf(to, "        %s:\n          httpGet:\n            path: %s\n", kind, path);
	buf_printf(to, "            port: %s\n", port + 1);
	if (!is_any(address, len)) {
		char host[64];

		snprintf(host, sizeof(host), "%.*s", (int)(is_v6 ? len - 2 : len), address + is_v6);
		buf_puts(to, "            host: ");
		yaml_text(to, strcmp(host, "localhost") == 0 ? "127.0.0.1" : host);
		buf_puts(to, "\n");
	}
	buf_puts(to, "          initialDelaySeconds: 1\n          periodSeconds: 10\n");
}

static void yaml_probes(struct buf *to, const struct deployment *deployment)
{
	if (deployment->health) {
		yaml_get(to, "readinessProbe", "/readyz", deployment->health);
		yaml_get(to, "livenessProbe", "/healthz", deployment->health);
	} else {
		yaml_exec(to, "readinessProbe", 1);
		yaml_exec(to, "livenessProbe", 60);
	}
}

static void yaml_container(struct buf *to, const struct deployment *deployment)
{
	buf_puts(to, "      - name: tool\n        image: ");
	yaml_text(to, deployment->image);
	buf_puts(to, "\n        args: ");
	yaml_words(to, deployment);
	buf_puts(to, "\n        env:\n"
		     "        - name: XDG_CACHE_HOME\n"
		     "          value: /cache\n"
		     "        - name: XDG_DATA_HOME\n"
		     "          value: /cache\n"
		     "        securityContext:\n"
		     "          runAsUser: 0\n"
		     "          allowPrivilegeEscalation: false\n"
		     "          readOnlyRootFilesystem: true\n"
		     "          capabilities:\n"
		     "            drop: [\"ALL\"]\n"
		     "            add: [");
	capabilities(to, with_locking(deployment), "", ", ");
	buf_puts(to, "]\n");
	yaml_probes(to, deployment);
	buf_printf(to,
		   "        resources:\n"
		   "          requests: {cpu: 10m, memory: 32Mi}\n"
		   "          limits: {memory: 256Mi}\n"
		   "        volumeMounts:\n"
		   "        - {name: policy, mountPath: /etc/wasm-bpf, readOnly: true}\n"
		   "        - {name: tracing, mountPath: /sys/kernel/tracing}\n"
		   "        - {name: run, mountPath: /run/wasm-bpf}\n"
		   "        - {name: cache, mountPath: /cache}\n"
		   "%s"
		   "      volumes:\n"
		   "      - name: policy\n"
		   "        configMap: {name: \"%s-policy\"}\n"
		   "      - name: tracing\n"
		   "        hostPath: {path: /sys/kernel/tracing}\n"
		   "      - name: run\n"
		   "        emptyDir: {medium: Memory}\n"
		   "      - name: cache\n"
		   "        emptyDir: {}\n"
		   "%s",
		   keeps_pins(deployment) ? "        - {name: bpf, mountPath: /sys/fs/bpf}\n" : "",
		   deployment->name,
		   keeps_pins(deployment) ? "      - name: bpf\n"
					    "        hostPath: {path: /sys/fs/bpf}\n"
					  : "");
}

void deployment_kubernetes(const struct deployment *deployment, struct buf *to)
{
	const char *name = deployment->name;

	head(to, deployment);
	buf_printf(to,
		   "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \"%s-policy\"\ndata:\n"
		   "  \"%s.policy\": |\n",
		   name, name);
	yaml_lines(to, deployment->policy);
	buf_printf(to,
		   "---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: \"%s\"\n"
		   "  labels: {app.kubernetes.io/name: \"%s\"}\nspec:\n"
		   "  selector:\n    matchLabels: {app.kubernetes.io/name: \"%s\"}\n"
		   "  template:\n    metadata:\n      labels: {app.kubernetes.io/name: \"%s\"}\n"
		   "    spec:\n      hostPID: true\n      hostNetwork: true\n"
		   "      automountServiceAccountToken: false\n"
		   "      terminationGracePeriodSeconds: 15\n"
		   "      nodeSelector: {kubernetes.io/os: linux}\n"
		   "      tolerations:\n      - {operator: Exists}\n      containers:\n",
		   name, name, name, name);
	yaml_container(to, deployment);
}
