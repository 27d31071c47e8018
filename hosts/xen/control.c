/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * XEN_SYSCTL_livepatch_op: what comes in from the guest is copied and checked here, and answered by the
 * core. The structures are public/sysctl.h's; XS_CMD_INFO's is in xsplice/control.h.
 */
#include "port.h"

#include <xen/guest_access.h>
#include <xen/keyhandler.h>
#include <xen/lib.h>
#include <xen/param.h>
#include <xen/spinlock.h>
#include <xen/vmap.h>
#include <public/sysctl.h>

#define LIST_MAX 1024

/*
 * xsplice-timeout=MILLISECONDS on Xen's command line: what an action gets at least, whatever its caller
 * asks for (xen-livepatch always 30). For machines whose CPUs are slow to come, such as emulated ones.
 */
static unsigned int __read_mostly opt_timeout_ms;
integer_param("xsplice-timeout", opt_timeout_ms);

/* The sysctl lock already keeps commands apart; this one keeps the console key out. */
static DEFINE_SPINLOCK(control_lock);

static int name_get(const struct xen_livepatch_name *in, char name[XS_NAME_SIZE])
{
	if (in->pad[0] || in->pad[1] || in->pad[2])
		return -EINVAL;
	if (in->size < 2 || in->size > XS_NAME_SIZE)
		return -EINVAL;
	if (!guest_handle_okay(in->name, in->size) || __copy_from_guest(name, in->name, in->size))
		return -EFAULT;
	return strnlen(name, in->size) == in->size - 1 ? 0 : -EINVAL;
}

static int do_upload(const struct xen_sysctl_livepatch_upload *op)
{
	char name[XS_NAME_SIZE];
	void *image;
	int rc = name_get(&op->name, name);

	if (rc)
		return rc;
	if (!op->size || op->size > XS_PAYLOAD_MAX_LEN)
		return -EINVAL;
	if (!guest_handle_okay(op->payload, op->size))
		return -EFAULT;
	image = vmalloc(op->size);
	if (!image)
		return -ENOMEM;
	if (__copy_from_guest(image, op->payload, op->size))
		rc = -EFAULT;
	else
		rc = xs_upload(xs_port_core, name, image, op->size);
	vfree(image);
	return rc;
}

static int do_get(struct xen_sysctl_livepatch_get *op)
{
	char name[XS_NAME_SIZE];
	struct xs_status status;
	int rc = name_get(&op->name, name);

	if (!rc)
		rc = xs_get(xs_port_core, name, &status);
	if (rc)
		return rc;
	op->status.state = status.state;
	op->status.rc = status.rc;
	return 0;
}

/* What one payload contributes to the arrays of a LIST. */
static int list_one(struct xen_sysctl_livepatch_list *op, unsigned int i,
		    const struct xs_payload *payload)
{
	const char *name = xs_payload_name(payload), *metadata;
	uint32_t name_len = strlen(name) + 1, metadata_len;
	struct xen_livepatch_status status;
	struct xs_status s;

	xs_payload_status(payload, &s);
	status.state = s.state;
	status.rc = s.rc;
	metadata = xs_payload_metadata(payload, &metadata_len);

	if (copy_to_guest_offset(op->status, i, &status, 1) ||
	    copy_to_guest_offset(op->len, i, &name_len, 1) ||
	    copy_to_guest_offset(op->metadata_len, i, &metadata_len, 1) ||
	    copy_to_guest_offset(op->name, op->name_total_size, name, name_len))
		return -EFAULT;
	if (metadata_len &&
	    copy_to_guest_offset(op->metadata, op->metadata_total_size, metadata, metadata_len))
		return -EFAULT;
	op->name_total_size += name_len;
	op->metadata_total_size += metadata_len;
	return 0;
}

static void list_probe(struct xen_sysctl_livepatch_list *op)
{
	struct xs_payload *payload;
	uint32_t len;

	for (payload = xs_payload_next(xs_port_core, NULL); payload;
	     payload = xs_payload_next(xs_port_core, payload)) {
		xs_payload_metadata(payload, &len);
		op->name_total_size += strlen(xs_payload_name(payload)) + 1;
		op->metadata_total_size += len;
	}
	op->nr = xs_payload_count(xs_port_core);
}

static int do_list(struct xen_sysctl_livepatch_list *op)
{
	unsigned int skip = op->idx, done = 0, count = xs_payload_count(xs_port_core);
	struct xs_payload *payload;
	int rc;

	if (op->pad)
		return -EINVAL;
	if (op->nr > LIST_MAX)
		return -E2BIG;
	if (op->nr && op->idx > count)
		return -EINVAL;
	op->version = xs_list_version(xs_port_core);
	op->name_total_size = 0;
	op->metadata_total_size = 0;
	if (!op->nr) {
		list_probe(op);
		return 0;
	}
	for (payload = xs_payload_next(xs_port_core, NULL); payload && done < op->nr;
	     payload = xs_payload_next(xs_port_core, payload)) {
		if (skip) {
			skip--;
			continue;
		}
		rc = list_one(op, done, payload);
		if (rc)
			return rc;
		done++;
	}
	op->nr = count - op->idx - done;
	return done;
}

static uint32_t timeout_of(uint32_t asked)
{
	uint64_t least = (uint64_t)opt_timeout_ms * 1000000;

	if (least > UINT32_MAX)
		return UINT32_MAX;
	return asked < least ? least : asked; /* 0: the engine's own */
}

static int do_action(const struct xen_sysctl_livepatch_action *op)
{
	char name[XS_NAME_SIZE];
	int rc = name_get(&op->name, name);

	if (rc)
		return rc;
	if (op->pad || (op->flags & ~XS_FLAG_NODEPS))
		return -EINVAL;
	return xs_action(xs_port_core, name, op->cmd, timeout_of(op->timeout), op->flags);
}

static int info_put(struct xs_op_info *op, const void *from, uint32_t size)
{
	XEN_GUEST_HANDLE_PARAM(void) to = guest_handle_from_ptr(_p(op->buf), void);
	uint32_t len = op->size < size ? op->size : size;

	if (copy_to_guest(to, from, len))
		return -EFAULT;
	op->size = size;
	return 0;
}

static int do_info(struct xs_op_info *op)
{
	static union {
		struct xs_info host;
		struct xs_payload_info payload;
	} info; /* under the control lock, and large */
	struct xen_livepatch_name guest_name;
	char name[XS_NAME_SIZE];
	int rc;

	if (op->pad)
		return -EINVAL;
	memset(&info, 0, sizeof(info));
	if (!op->name.size) {
		if (op->name.pad[0] || op->name.pad[1] || op->name.pad[2])
			return -EINVAL;
		rc = xs_info(xs_port_core, &info.host);
		return rc ? rc : info_put(op, &info.host, sizeof(info.host));
	}
	BUILD_BUG_ON(sizeof(guest_name) != sizeof(op->name));
	memcpy(&guest_name, &op->name, sizeof(guest_name));
	rc = name_get(&guest_name, name);
	if (!rc)
		rc = xs_payload_info(xs_port_core, name, &info.payload);
	return rc ? rc : info_put(op, &info.payload, sizeof(info.payload));
}

static int dispatch(struct xen_sysctl_livepatch_op *op)
{
	struct xs_op_info info;
	int rc;

	BUILD_BUG_ON(sizeof(*op) != sizeof(struct xs_op));
	BUILD_BUG_ON(offsetof(struct xen_sysctl_livepatch_op, u) != offsetof(struct xs_op, u));
	BUILD_BUG_ON(sizeof(op->u.list) != sizeof(struct xs_op_list));
	BUILD_BUG_ON(sizeof(op->u.action) != sizeof(struct xs_op_action));
	if (op->pad)
		return -EINVAL;
	switch (op->cmd) {
	case XEN_SYSCTL_LIVEPATCH_UPLOAD:
		return do_upload(&op->u.upload);
	case XEN_SYSCTL_LIVEPATCH_GET:
		return do_get(&op->u.get);
	case XEN_SYSCTL_LIVEPATCH_LIST:
		return do_list(&op->u.list);
	case XEN_SYSCTL_LIVEPATCH_ACTION:
		return do_action(&op->u.action);
	case XS_CMD_INFO:
		memcpy(&info, &op->u, sizeof(info));
		rc = do_info(&info);
		if (!rc)
			memcpy(&op->u, &info, sizeof(info));
		return rc;
	default:
		return -EOPNOTSUPP;
	}
}

int livepatch_op(struct xen_sysctl_livepatch_op *op)
{
	int rc;

	if (!xs_port_core)
		return -ENOSYS;
	spin_lock(&control_lock);
	rc = dispatch(op);
	spin_unlock(&control_lock);
	return rc;
}

static void cf_check print_payloads(unsigned char key)
{
	struct xs_payload *payload;
	struct xs_status status;

	if (!spin_trylock(&control_lock)) {
		printk("xsplice: a command is under way; press '%c' again\n", key);
		return;
	}
	printk("xsplice: %u payloads\n", xs_payload_count(xs_port_core));
	for (payload = xs_payload_next(xs_port_core, NULL); payload;
	     payload = xs_payload_next(xs_port_core, payload)) {
		const struct xs_tables *t = xs_payload_tables(payload);

		xs_payload_status(payload, &status);
		printk("  %s: %s, rc %d, text %#lx+%#lx, rodata %#lx+%#lx, data %#lx+%#lx\n",
		       xs_payload_name(payload),
		       status.state == XS_STATE_APPLIED ? "applied" : "loaded", status.rc,
		       t->text.va, t->text.len, t->rodata.va, t->rodata.len, t->data.va,
		       t->data.len);
	}
	spin_unlock(&control_lock);
}

void __init xs_port_keyhandler_init(void)
{
	register_keyhandler('x', print_payloads, "print livepatch info", 1);
}
