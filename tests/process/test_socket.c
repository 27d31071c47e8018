// SPDX-License-Identifier: BSD-2-Clause
/* Clients that do not keep the rules, and those that are not let in. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <xsplice/payload.h>

#include "client.h"
#include "crew.h"

static int setup(void **state)
{
	crew_host(0);
	return 0;
}

/* Whatever a client did: the next one is served. */
static int teardown(void **state)
{
	struct xs_info info;

	assert_int_equal(client_info(&info), 0);
	assert_int_equal(info.payloads, 0);
	crew_host_end();
	return 0;
}

static struct xs_wire_request request_get(uint16_t name_size)
{
	return (struct xs_wire_request){
		.magic = XS_WIRE_MAGIC,
		.version = XS_WIRE_VERSION,
		.op = {.cmd = XS_CMD_GET, .u.get.name.size = name_size},
	};
}

/* One request, its reply's rc; then the host must have hung up. */
static int refusal(const struct xs_wire_request *request, size_t len)
{
	struct xs_wire_reply reply;
	int fd = client_connect();
	char byte;

	assert_true(fd >= 0);
	client_send(fd, request, len);
	assert_true(client_receive(fd, &reply));
	assert_int_equal(reply.magic, XS_WIRE_MAGIC);
	assert_int_equal(reply.data_len, 0);
	assert_true(recv(fd, &byte, 1, 0) <= 0);
	close(fd);
	return reply.rc;
}

static void wrong_magic_is_refused(void **state)
{
	struct xs_wire_request request = request_get(2);

	request.magic++;
	assert_int_equal(refusal(&request, sizeof(request)), -EINVAL);
	assert_true(crew_log("does not begin with the protocol's magic number"));
}

static void another_version_is_refused(void **state)
{
	struct xs_wire_request request = request_get(2);

	request.version++;
	assert_int_equal(refusal(&request, sizeof(request)), -EINVAL);
	assert_true(crew_log("another version of the protocol"));
}

static void padding_is_zero(void **state)
{
	struct xs_wire_request request = request_get(2);

	request.pad = 1;
	assert_int_equal(refusal(&request, sizeof(request)), -EINVAL);
}

static void a_name_too_long_is_refused(void **state)
{
	struct xs_wire_request request = request_get(XS_NAME_SIZE + 1);

	assert_int_equal(refusal(&request, sizeof(request)), -EINVAL);
	request = request_get(UINT16_MAX);
	assert_int_equal(refusal(&request, sizeof(request)), -EINVAL);
	assert_true(crew_log("name is too long"));
}

static void a_payload_too_large_is_refused_before_it_is_read(void **state)
{
	struct xs_wire_request request = request_get(2);

	request.op.cmd = XS_CMD_UPLOAD;
	request.data_len = XS_PAYLOAD_MAX_LEN + 1;
	assert_int_equal(refusal(&request, sizeof(request)), -EINVAL);
	request.data_len = UINT32_MAX;
	assert_int_equal(refusal(&request, sizeof(request)), -EINVAL);
	assert_true(crew_log("larger than payloads may be"));
}

static void data_behind_a_command_that_takes_none_are_refused(void **state)
{
	struct xs_wire_request request = request_get(2);

	request.data_len = 1;
	assert_int_equal(refusal(&request, sizeof(request)), -EINVAL);
}

/* Broken contents in a whole frame: an error, and the connection goes on. */
static void wrong_requests_are_answered(void **state)
{
	struct xs_op op = {.cmd = 77};
	struct xs_status status;

	assert_int_equal(client_call(&op, "x", NULL, 0, NULL, NULL), -EOPNOTSUPP);
	assert_int_equal(client_get("unknown", &status), -ENOENT);
	op = (struct xs_op){.cmd = XS_CMD_GET, .pad = 1};
	assert_int_equal(client_call(&op, "x", NULL, 0, NULL, NULL), -EINVAL);
	op = (struct xs_op){.cmd = XS_CMD_GET};
	assert_int_equal(client_call(&op, NULL, NULL, 0, NULL, NULL), -EINVAL);
	op = (struct xs_op){.cmd = XS_CMD_GET, .u.get.name.pad = {0, 0, 1}};
	assert_int_equal(client_call(&op, "x", NULL, 0, NULL, NULL), -EINVAL);
	op = (struct xs_op){.cmd = XS_CMD_ACTION, .u.action = {.cmd = 3, .flags = 2}};
	assert_int_equal(client_call(&op, "x", NULL, 0, NULL, NULL), -EINVAL);
	op = (struct xs_op){.cmd = XS_CMD_ACTION, .u.action = {.cmd = 99}};
	assert_true(client_call(&op, "x", NULL, 0, NULL, NULL) < 0);
	op = (struct xs_op){.cmd = XS_CMD_LIST, .u.list = {.nr = 1025}};
	assert_int_equal(client_call(&op, NULL, NULL, 0, NULL, NULL), -E2BIG);
	op = (struct xs_op){.cmd = XS_CMD_LIST, .u.list = {.nr = 1, .idx = 1}};
	assert_int_equal(client_call(&op, NULL, NULL, 0, NULL, NULL), -EINVAL);
	op = (struct xs_op){.cmd = XS_CMD_UPLOAD, .u.upload = {.size = 5}};
	assert_int_equal(client_call(&op, "x", "abcd", 4, NULL, NULL), -EINVAL);
	op = (struct xs_op){.cmd = XS_CMD_UPLOAD, .u.upload = {.size = 4}};
	assert_int_equal(client_call(&op, "x", "abcd", 4, NULL, NULL), -EINVAL);
}

static void a_name_with_a_hole_is_refused(void **state)
{
	struct xs_wire_request request = request_get(4);
	struct xs_wire_reply reply;
	int fd = client_connect();

	client_send(fd, &request, sizeof(request));
	client_send(fd, "a\0b", 4);
	assert_true(client_receive(fd, &reply));
	assert_int_equal(reply.rc, -EINVAL);
	close(fd);
}

/* Sixteen that say nothing, or stop in the middle, do not keep others waiting. */
static void silent_clients_do_not_make_others_wait(void **state)
{
	struct xs_wire_request request = request_get(2);
	struct xs_info info;
	int fds[12], i;

	for (i = 0; i < 12; i++) {
		fds[i] = client_connect();
		assert_true(fds[i] >= 0);
		client_send(fds[i], &request, (size_t)i * 7);
	}
	assert_int_equal(client_info(&info), 0);
	for (i = 0; i < 12; i++)
		close(fds[i]);
}

static void too_many_clients_are_turned_away(void **state)
{
	struct xs_wire_reply reply;
	int fds[17], i;

	for (i = 0; i < 17; i++) {
		fds[i] = client_connect();
		assert_true(fds[i] >= 0);
	}
	assert_true(client_receive(fds[16], &reply));
	assert_int_equal(reply.rc, -EBUSY);
	for (i = 0; i < 17; i++)
		close(fds[i]);
}

/* Half a frame and gone, at every length. */
static void a_frame_that_ends_early_is_forgotten(void **state)
{
	struct xs_wire_request request = request_get(2);
	size_t len;
	int fd;

	for (len = 0; len < sizeof(request); len++) {
		fd = client_connect();
		assert_true(fd >= 0);
		client_send(fd, &request, len);
		close(fd);
		if (len % 8 == 7) {
			struct xs_info info;
			int rc;

			/* Those that left may still be in their places. */
			do
				rc = client_info(&info);
			while (rc == -EBUSY || rc == -EPIPE);
			assert_int_equal(rc, 0);
		}
	}
}

/* A client that sends, or takes, too slowly is given up; the host is there for the others. */
static void a_slow_client_is_hung_up_on(void **state)
{
	struct xs_process_options options = {.request_ms = 200};
	struct xs_wire_request request = request_get(2);
	struct xs_wire_reply reply;
	char byte;
	int fd;

	crew_host_end();
	crew_host_with(&options);
	fd = client_connect();
	client_send(fd, &request, sizeof(request) / 2);
	assert_true(client_receive(fd, &reply));
	assert_int_equal(reply.rc, -ETIMEDOUT);
	assert_true(recv(fd, &byte, 1, 0) <= 0);
	close(fd);
	assert_true(crew_log("did not arrive in time"));
}

/* Whatever comes, in whatever pieces: an answer or a hang-up, and the next client is served. */
static void random_frames_do_no_harm(void **state)
{
	static const uint32_t commands[] = {0, 1, 2, 3, XS_CMD_INFO, 4, 0xffffffff};
	struct xs_wire_request request;
	struct xs_wire_reply reply;
	uint8_t *bytes = (uint8_t *)&request;
	unsigned int seed = 20261123, round, i;
	char tail[300];

	for (round = 0; round < 1500; round++) {
		int fd = client_connect();

		assert_true(fd >= 0);
		memset(&request, 0, sizeof(request));
		for (i = 0; i < sizeof(request); i++)
			bytes[i] = rand_r(&seed) % 4 ? 0 : (uint8_t)rand_r(&seed);
		for (i = 0; i < sizeof(tail); i++)
			tail[i] = rand_r(&seed) % 3 ? 'a' : (char)rand_r(&seed);
		request.magic = XS_WIRE_MAGIC;
		request.version = XS_WIRE_VERSION;
		request.pad = 0;
		request.op.cmd = commands[rand_r(&seed) % 7];
		request.op.u.get.name.size = (uint16_t)(rand_r(&seed) % 140);
		request.data_len = request.op.cmd ? 0 : (uint32_t)(rand_r(&seed) % 160);
		client_send(fd, &request, sizeof(request));
		client_send(fd, tail, sizeof(tail));
		shutdown(fd, SHUT_WR);
		if (client_receive(fd, &reply))
			assert_int_equal(reply.magic, XS_WIRE_MAGIC);
		close(fd);
	}
}

/* A list is what wire.h says: statuses, lengths, names, metadata. */
static void a_list_is_complete(void **state)
{
	struct xs_op op = {.cmd = XS_CMD_LIST};
	uint32_t len[2], metadata_len[2];
	uint8_t *out = NULL;
	size_t out_len = 0;

	assert_int_equal(client_upload("one", "hundred.xsplice"), 0);
	assert_int_equal(client_upload("second", "two_hundred.xsplice"), 0);
	assert_int_equal(client_call(&op, NULL, NULL, 0, NULL, NULL), 0);
	assert_int_equal(op.u.list.nr, 2);
	assert_int_equal(op.u.list.name_total_size, 4 + 7);
	assert_int_equal(client_call(&op, NULL, NULL, 0, (void **)&out, &out_len), 2);
	assert_int_equal(op.u.list.nr, 0);
	memcpy(len, out + 2 * sizeof(struct xs_status), sizeof(len));
	memcpy(metadata_len, out + 2 * sizeof(struct xs_status) + sizeof(len),
	       sizeof(metadata_len));
	assert_int_equal(len[0], 4);
	assert_int_equal(len[1], 7);
	assert_int_equal(metadata_len[1], 0);
	assert_int_equal(out_len, 2 * (sizeof(struct xs_status) + 8) + 11 + metadata_len[0]);
	assert_memory_equal(out + 2 * (sizeof(struct xs_status) + 8), "one\0second", 11);
	assert_memory_equal(out + out_len - metadata_len[0], "purpose=answers by a hundred", 29);
	free(out);
	op.u.list = (struct xs_op_list){.nr = 1, .idx = 1};
	assert_int_equal(client_call(&op, NULL, NULL, 0, (void **)&out, &out_len), 1);
	assert_memory_equal(out + sizeof(struct xs_status) + 8, "second", 7);
	free(out);
	assert_int_equal(client_action("one", XS_ACTION_UNLOAD, 0), 0);
	assert_int_equal(client_action("second", XS_ACTION_UNLOAD, 0), 0);
}

/* Another user hears so, whatever the file's mode says. */
static void another_user_is_turned_away(void **state)
{
	struct xs_wire_reply reply;
	int status, fd;
	pid_t pid;

	if (geteuid()) {
		/* Without privileges nobody can be somebody else: the kernel's check of the mode is it. */
		assert_true(crew_socket_mode() == 0600);
		return;
	}
	assert_int_equal(crew_socket_open_up(), 0);
	pid = fork();
	if (!pid) {
		if (setresuid(65534, 65534, 65534))
			_exit(3);
		fd = client_connect();
		if (fd < 0)
			_exit(4);
		_exit(client_receive(fd, &reply) && reply.rc == -EPERM ? 42 : 5);
	}
	waitpid(pid, &status, 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 42);
	assert_true(crew_log("of user 65534 refused"));
}

static void only_the_owner_may_connect(void **state)
{
	assert_int_equal(crew_socket_mode(), 0600);
}

static void a_socket_in_use_is_not_taken(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX,
				      .sun_path = "/tmp/xsplice-busy-XXXXXX"};
	struct xs_process_options options = {.socket_path = address.sun_path};
	char why[256];
	int fd;

	crew_host_end();
	fd = mkstemp(address.sun_path);
	assert_int_equal(xs_process_start(&options, why, sizeof(why)), -EADDRINUSE);
	assert_non_null(strstr(why, "is no socket"));
	close(fd);
	unlink(address.sun_path);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(xs_process_start(&options, why, sizeof(why)), -EADDRINUSE);
	assert_non_null(strstr(why, "another program listens"));
	/* Its owner ends; its file stays behind, and is in nobody's way. */
	close(fd);
	assert_int_equal(xs_process_start(&options, why, sizeof(why)), 0);
	assert_int_equal(xs_process_start(&options, why, sizeof(why)), -EALREADY);
	assert_int_equal(xs_process_stop(), 0);
	assert_int_equal(access(address.sun_path, F_OK), -1);
	crew_host(0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(wrong_magic_is_refused),
		CASE(another_version_is_refused),
		CASE(padding_is_zero),
		CASE(a_name_too_long_is_refused),
		CASE(a_payload_too_large_is_refused_before_it_is_read),
		CASE(data_behind_a_command_that_takes_none_are_refused),
		CASE(wrong_requests_are_answered),
		CASE(a_name_with_a_hole_is_refused),
		CASE(silent_clients_do_not_make_others_wait),
		CASE(too_many_clients_are_turned_away),
		CASE(a_frame_that_ends_early_is_forgotten),
		CASE(a_slow_client_is_hung_up_on),
		CASE(random_frames_do_no_harm),
		CASE(a_list_is_complete),
		CASE(another_user_is_turned_away),
		CASE(only_the_owner_may_connect),
		CASE(a_socket_in_use_is_not_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
