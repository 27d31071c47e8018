/* SPDX-License-Identifier: GPL-2.0-only */
/* Who this hypervisor is, and how it speaks. */
#include "port.h"

#include <xen/lib.h>
#include <xen/version.h>

int cf_check xs_port_build_id(void *ctx, struct xs_build_id *out)
{
	const void *bytes;
	unsigned int len;

	if (xen_build_id(&bytes, &len) || !len || len > sizeof(out->bytes))
		return -XS_ENODATA;
	memset(out, 0, sizeof(*out));
	memcpy(out->bytes, bytes, len);
	out->len = len;
	return 0;
}

void cf_check xs_port_log(void *ctx, enum xs_log level, const char *text)
{
	switch (level) {
	case XS_LOG_ERROR:
		printk(XENLOG_ERR "xsplice: %s\n", text);
		break;
	case XS_LOG_WARNING:
		printk(XENLOG_WARNING "xsplice: %s\n", text);
		break;
	case XS_LOG_INFO:
		printk(XENLOG_INFO "xsplice: %s\n", text);
		break;
	case XS_LOG_DEBUG:
		dprintk(XENLOG_DEBUG, "xsplice: %s\n", text);
		break;
	}
}
