// SPDX-License-Identifier: BSD-2-Clause
#include "port.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define LIST_MAX 1024u

/* ---- the driver: a thread that runs stops ------------------------------------------------------ */

static void *driver_run(void *arg)
{
	struct control *c = arg;

	pthread_setname_np(pthread_self(), "xsplice-driver");
	prctl(PR_SET_TIMERSLACK, 1000ul); /* its naps are short ones */
	pthread_mutex_lock(&c->lock);
	c->driver_tid = gettid();
	pthread_cond_broadcast(&c->wake);
	while (!c->quit || c->served != c->requested) {
		if (c->served == c->requested) {
			pthread_cond_wait(&c->wake, &c->lock);
			continue;
		}
		c->served = c->requested;
		c->driving = true;
		pthread_mutex_unlock(&c->lock);
		xs_stop_drive(port.core);
		pthread_mutex_lock(&c->lock);
		c->driving = false;
		/* The next stop may be requested as soon as the core is through with this one. */
		if (c->served == c->requested)
			__atomic_store_n(&xs_process_stop_word, 0, __ATOMIC_SEQ_CST);
		pthread_cond_broadcast(&c->wake);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

int control_init(struct control *c, struct xs_reason *why)
{
	sigset_t all, old;
	int err;

	memset(c, 0, sizeof(*c));
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->wake, NULL);
	/* The program's signals are for its own threads. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	err = pthread_create(&c->driver, NULL, driver_run, c);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (err) {
		pthread_cond_destroy(&c->wake);
		pthread_mutex_destroy(&c->lock);
		return xs_refuse(why, err, "cannot start the driver thread: %s", strerror(err));
	}
	c->driver_runs = true;
	pthread_mutex_lock(&c->lock);
	while (!c->driver_tid)
		pthread_cond_wait(&c->wake, &c->lock);
	pthread_mutex_unlock(&c->lock);
	return 0;
}

void control_fini(struct control *c)
{
	if (!c->driver_runs)
		return;
	pthread_mutex_lock(&c->lock);
	c->quit = true;
	pthread_cond_broadcast(&c->wake);
	pthread_mutex_unlock(&c->lock);
	pthread_join(c->driver, NULL);
	pthread_cond_destroy(&c->wake);
	pthread_mutex_destroy(&c->lock);
	memset(c, 0, sizeof(*c));
}

/* ---- requests: the control lock is held -------------------------------------------------------- */

static bool pads_zero(const struct xs_op_name *name)
{
	return !name->pad[0] && !name->pad[1] && !name->pad[2];
}

static int name_check(const struct xs_op_name *op, const char *name)
{
	if (!pads_zero(op) || op->size < 2 || op->size > XS_NAME_SIZE)
		return -EINVAL;
	return strnlen(name, op->size) == op->size - 1u ? 0 : -EINVAL;
}

static int do_get(struct xs_op_get *op, const char *name)
{
	int rc = name_check(&op->name, name);

	return rc ? rc : xs_get(port.core, name, &op->status);
}

static int do_upload(const struct xs_op_upload *op, const char *name, const void *data, size_t len)
{
	int rc = name_check(&op->name, name);

	if (rc)
		return rc;
	if (!len || op->size != len)
		return -EINVAL;
	return xs_upload(port.core, name, data, len);
}

static int do_action(const struct xs_op_action *op, const char *name)
{
	struct control *c = &port.control;
	int rc = name_check(&op->name, name);

	if (rc)
		return rc;
	if (op->pad || (op->flags & ~XS_FLAG_NODEPS))
		return -EINVAL;
	rc = xs_action(port.core, name, op->cmd, op->timeout, op->flags);
	if (!rc && (op->cmd == XS_ACTION_APPLY || op->cmd == XS_ACTION_REVERT ||
		    op->cmd == XS_ACTION_REPLACE)) {
		c->requested++;
		pthread_cond_broadcast(&c->wake);
	}
	return rc;
}

/* The reply's data: statuses, name lengths, metadata lengths, names, metadata. */
static int list_fill(struct xs_op_list *op, struct xs_payload *first, unsigned int count,
		     uint32_t names_len, uint32_t metadata_len, void **out, uint32_t *out_len)
{
	size_t len = count * (sizeof(struct xs_status) + 2 * sizeof(uint32_t)) + names_len +
		     metadata_len;
	struct xs_payload *payload = first;
	uint8_t *data, *name_at, *metadata_at;
	const char *metadata;
	unsigned int i;
	uint32_t lens[2];

	data = malloc(len ? len : 1);
	if (!data)
		return -ENOMEM;
	name_at = data + count * (sizeof(struct xs_status) + 2 * sizeof(uint32_t));
	metadata_at = name_at + names_len;
	for (i = 0; i < count; i++, payload = xs_payload_next(port.core, payload)) {
		struct xs_status status;

		xs_payload_status(payload, &status);
		metadata = xs_payload_metadata(payload, &lens[1]);
		lens[0] = (uint32_t)strlen(xs_payload_name(payload)) + 1;
		memcpy(data + i * sizeof(status), &status, sizeof(status));
		memcpy(data + count * sizeof(status) + i * sizeof(uint32_t), &lens[0], 4);
		memcpy(data + count * (sizeof(status) + 4) + i * sizeof(uint32_t), &lens[1], 4);
		memcpy(name_at, xs_payload_name(payload), lens[0]);
		name_at += lens[0];
		if (lens[1])
			memcpy(metadata_at, metadata, lens[1]);
		metadata_at += lens[1];
	}
	*out = data;
	*out_len = (uint32_t)len;
	return (int)count;
}

static int do_list(struct xs_op_list *op, void **out, uint32_t *out_len)
{
	unsigned int total = xs_payload_count(port.core), i = 0, taken = 0;
	struct xs_payload *payload, *first = NULL;
	uint32_t names_len = 0, metadata_len = 0, len;
	bool probe = !op->nr;

	if (op->pad)
		return -EINVAL;
	if (op->nr > LIST_MAX)
		return -E2BIG;
	if (!probe && op->idx > total)
		return -EINVAL;
	op->version = xs_list_version(port.core);
	for (payload = xs_payload_next(port.core, NULL); payload;
	     payload = xs_payload_next(port.core, payload), i++) {
		if (!probe && (i < op->idx || taken == op->nr))
			continue;
		if (!taken++)
			first = payload;
		names_len += (uint32_t)strlen(xs_payload_name(payload)) + 1;
		xs_payload_metadata(payload, &len);
		metadata_len += len;
	}
	op->name_total_size = names_len;
	op->metadata_total_size = metadata_len;
	if (probe) {
		op->nr = total;
		return 0;
	}
	op->nr = total - op->idx - taken;
	return list_fill(op, first, taken, names_len, metadata_len, out, out_len);
}

static int do_info(struct xs_op_info *op, const char *name, void **out, uint32_t *out_len)
{
	union {
		struct xs_info host;
		struct xs_payload_info payload;
	} info;
	uint32_t size, wanted = op->size;
	int rc;

	if (op->pad || !pads_zero(&op->name))
		return -EINVAL;
	memset(&info, 0, sizeof(info));
	if (op->name.size) {
		rc = name_check(&op->name, name);
		if (!rc)
			rc = xs_payload_info(port.core, name, &info.payload);
		size = sizeof(info.payload);
	} else {
		rc = xs_info(port.core, &info.host);
		size = sizeof(info.host);
		if (!rc) {
			int count = workers_unregistered(&port.workers);

			info.host.unregistered = count < 0 ? 0 : (uint32_t)count;
		}
	}
	if (rc)
		return rc;
	op->size = size;
	if (wanted > size)
		wanted = size;
	*out = malloc(wanted ? wanted : 1);
	if (!*out)
		return -ENOMEM;
	memcpy(*out, &info, wanted);
	*out_len = wanted;
	return 0;
}

bool control_request(const struct xs_wire_request *request, const char *name, const void *data,
		     struct xs_wire_reply *reply, void **out)
{
	struct xs_op *op = &reply->op;
	int rc;

	*out = NULL;
	memset(reply, 0, sizeof(*reply));
	reply->magic = XS_WIRE_MAGIC;
	*op = request->op;
	pthread_mutex_lock(&port.control.lock);
	if (op->pad)
		rc = -EINVAL;
	else if (op->cmd == XS_CMD_UPLOAD)
		rc = do_upload(&op->u.upload, name, data, request->data_len);
	else if (op->cmd == XS_CMD_GET)
		rc = do_get(&op->u.get, name);
	else if (op->cmd == XS_CMD_LIST)
		rc = do_list(&op->u.list, out, &reply->data_len);
	else if (op->cmd == XS_CMD_ACTION)
		rc = do_action(&op->u.action, name);
	else if (op->cmd == XS_CMD_INFO)
		rc = do_info(&op->u.info, name, out, &reply->data_len);
	else
		rc = -EOPNOTSUPP;
	pthread_mutex_unlock(&port.control.lock);
	reply->rc = rc;
	return true;
}
