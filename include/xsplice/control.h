/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The control ABI: what a tool asks of a patchable host, and what it hears.
 *
 * On Xen these structures are the argument of XEN_SYSCTL_livepatch_op (public/sysctl.h); commands 0
 * to 3 are that ABI's own, layouts and numbers included. XS_CMD_INFO and XS_ACTION_CHECK are ours;
 * their numbers are chosen so that a Xen without our core answers -EOPNOTSUPP, which is how a tool
 * finds out what it talks to. On a unix socket the same structures travel inline: see wire.h.
 *
 * All integers are in the machine's own byte order; pointers are 64-bit user addresses. Names are
 * NUL-terminated, at most XS_NAME_SIZE bytes with the NUL. Errors are minus a Xen errno
 * (public/errno.h), whose numbers are Linux's.
 */
#ifndef XSPLICE_CONTROL_H
#define XSPLICE_CONTROL_H

#include <xsplice/types.h>

#define XS_NAME_SIZE 128
#define XS_BUILD_ID_MAX 32
#define XS_REASON_SIZE 512

/** enum xs_cmd - struct xs_op.cmd */
enum xs_cmd {
	XS_CMD_UPLOAD = 0,
	XS_CMD_GET = 1,
	XS_CMD_LIST = 2,
	XS_CMD_ACTION = 3,
	XS_CMD_INFO = 0x58530001, /* "XS", 1 */
};

/** enum xs_action - struct xs_op_action.cmd */
enum xs_action {
	XS_ACTION_UNLOAD = 1,
	XS_ACTION_REVERT = 2,
	XS_ACTION_APPLY = 3,
	XS_ACTION_REPLACE = 4,
	XS_ACTION_CHECK = 0x58530001,
};

/** XS_FLAG_NODEPS - do not test what the payload depends on (APPLY, REPLACE, CHECK) */
#define XS_FLAG_NODEPS (1u << 0)

/** enum xs_state - struct xs_status.state; Xen calls XS_STATE_LOADED "CHECKED" */
enum xs_state {
	XS_STATE_LOADED = 1,
	XS_STATE_APPLIED = 2,
};

/** struct xs_op_name - the payload's name: @size counts the NUL; @pad is zero */
struct xs_op_name {
	uint64_t name;
	uint16_t size;
	uint16_t pad[3];
};

struct xs_op_upload {
	struct xs_op_name name;
	uint64_t size; /* of the payload file, bytes */
	uint64_t payload;
};

/** struct xs_status - @rc: 0, -EAGAIN while an action runs, or minus the last action's error */
struct xs_status {
	uint32_t state;
	int32_t rc;
};

struct xs_op_get {
	struct xs_op_name name;
	struct xs_status status; /* OUT */
};

/**
 * struct xs_op_list - a window of the list of payloads
 *
 * With @nr = 0 only counts and sizes are returned (a probe). Else up to @nr (≤ 1024) entries from
 * @idx on are copied; the call returns how many, and @nr becomes what remains behind them.
 */
struct xs_op_list {
	uint32_t version; /* OUT: changes whenever the list does */
	uint32_t idx;
	uint32_t nr;
	uint32_t pad;
	uint32_t name_total_size;     /* OUT, bytes, NULs included */
	uint32_t metadata_total_size; /* OUT, bytes */
	uint64_t status;	      /* struct xs_status[nr] */
	uint64_t name;		      /* the names, one behind the other, each with its NUL */
	uint64_t len;		      /* uint32_t[nr]: each name's length with NUL */
	uint64_t metadata;	      /* the .modinfo contents, one behind the other */
	uint64_t metadata_len;	      /* uint32_t[nr] */
};

struct xs_op_action {
	struct xs_op_name name;
	uint32_t cmd;	  /* enum xs_action */
	uint32_t timeout; /* ns the CPUs may take to meet; 0 = XS_TIMEOUT_DEFAULT_NS */
	uint32_t flags;	  /* XS_FLAG_* */
	uint32_t pad;	  /* 0 */
};

#define XS_TIMEOUT_DEFAULT_NS 30000000u

/**
 * struct xs_op_info - what the host is, or what it knows of one payload
 * @name: name.size = 0 asks for struct xs_info; else for struct xs_payload_info of that payload,
 *        or, with no such payload, of the last refused upload under that name (-ENOENT if none).
 * @size: IN the buffer's size; OUT the structure's full size. Copied is the smaller of both.
 * @buf:  where the structure goes.
 */
struct xs_op_info {
	struct xs_op_name name;
	uint32_t size;
	uint32_t pad; /* 0 */
	uint64_t buf;
};

/** struct xs_op - struct xen_sysctl_livepatch_op */
struct xs_op {
	uint32_t cmd;
	uint32_t pad; /* 0 */
	union {
		struct xs_op_upload upload;
		struct xs_op_get get;
		struct xs_op_list list;
		struct xs_op_action action;
		struct xs_op_info info;
		uint8_t fill[64];
	} u;
};

struct xs_build_id {
	uint32_t len; /* 0: none */
	uint8_t bytes[XS_BUILD_ID_MAX];
};

/**
 * struct xs_stop_stats - one stop of the CPUs, in nanoseconds of the host's clock
 *
 * gather: from the request until the last CPU arrived (work goes on meanwhile on those not yet here).
 * stopped: from the last arrival until the CPUs were let go; the guests' pause at its longest.
 * look/commit/sync are parts of stopped: the last look, the writes, the instruction streams' sync.
 */
struct xs_stop_stats {
	uint64_t gather_ns;
	uint64_t stopped_ns;
	uint64_t look_ns;
	uint64_t commit_ns;
	uint64_t hooks_ns; /* load/unload hooks, part of commit_ns */
	uint64_t sync_ns;
	uint32_t cpus;
	uint32_t writes;      /* entries of the plan */
	uint32_t write_bytes; /* bytes that the plan stored */
	uint32_t action;      /* enum xs_action */
	int32_t rc;
	uint32_t pad;
};

#define XS_INFO_VERSION 1

/** struct xs_info - the host */
struct xs_info {
	uint32_t version; /* XS_INFO_VERSION */
	uint32_t size;	  /* sizeof of what the host fills in */
	char host[32];	  /* "xen", "process" */
	struct xs_build_id build_id;
	uint32_t payloads;
	uint32_t applied;
	uint32_t cpus;	       /* that a stop gathers now */
	uint32_t unregistered; /* process host: threads that never registered */
	uint64_t stops;	       /* completed since start */
	uint64_t stops_failed;
	char last_name[XS_NAME_SIZE]; /* of the payload in the last stop */
	struct xs_stop_stats last;
	uint64_t longest_stopped_ns;
};

/** struct xs_payload_info - one payload */
struct xs_payload_info {
	uint32_t version; /* XS_INFO_VERSION */
	uint32_t size;
	uint32_t state; /* enum xs_state; 0: the upload was refused */
	int32_t rc;	/* of the last action (or of the refused upload) */
	struct xs_build_id build_id;
	struct xs_build_id depends;
	struct xs_build_id host_depends;
	uint32_t funcs;
	uint32_t users;	    /* loaded payloads that link to this one */
	uint32_t apply_idx; /* place in the order of application, from 1; 0: not applied */
	uint32_t pad;
	uint64_t text_va, text_len; /* bytes */
	uint64_t rodata_va, rodata_len;
	uint64_t data_va, data_len;
	uint64_t upload_ns;	     /* from the file's first byte read to LOADED */
	struct xs_stop_stats last;   /* its last stop */
	char reason[XS_REASON_SIZE]; /* why the last action or upload failed; "" if it did not */
};

#endif
