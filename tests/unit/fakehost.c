// SPDX-License-Identifier: BSD-2-Clause
#include "fakehost.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096ull
#define NEAR_VA (FAKE_BASE + 0x400000)
#define NEAR_LEN (FAKE_NEAR_PAGES * PAGE)

/* Counters are shared by the control side and the driver. */
static void live_add(struct fake *fake, int n)
{
	__atomic_add_fetch(&fake->live, n, __ATOMIC_RELAXED);
}

/* Every call that may fail comes by here. */
static bool fails(struct fake *fake)
{
	return __atomic_add_fetch(&fake->calls, 1, __ATOMIC_RELAXED) == fake->fail_at;
}

/* ---- memory ----------------------------------------------------------------------------------- */

/* Whoever holds the guard must not take it again, nor allocate or free; other threads may do so meanwhile. */
static __thread bool guarded;

static unsigned long fake_guard(void *ctx)
{
	struct fake *fake = ctx;

	assert_false(guarded);
	pthread_mutex_lock(&fake->guard);
	guarded = true;
	return 0x6a7d;
}

static void fake_unguard(void *ctx, unsigned long flags)
{
	struct fake *fake = ctx;

	assert_true(guarded);
	assert_int_equal(flags, 0x6a7d);
	guarded = false;
	pthread_mutex_unlock(&fake->guard);
}

static void *fake_alloc(void *ctx, size_t len)
{
	struct fake *fake = ctx;
	void *mem = fails(fake) ? NULL : calloc(1, len);

	assert_false(guarded);
	live_add(fake, mem != NULL);
	return mem;
}

static void fake_free(void *ctx, void *mem)
{
	struct fake *fake = ctx;

	assert_false(guarded);
	live_add(fake, -(mem != NULL));
	free(mem);
}

static uint64_t pages_mask(size_t len, size_t at)
{
	size_t pages = (len + PAGE - 1) / PAGE;

	return (pages >= 64 ? ~0ull : (1ull << pages) - 1) << at;
}

static int fake_reserve(void *ctx, size_t len, struct xs_span *out)
{
	struct fake *fake = ctx;
	size_t at;

	if (fails(fake))
		return -XS_ENOMEM;
	assert_int_equal(len % PAGE, 0);
	for (at = 0; at + len / PAGE <= FAKE_NEAR_PAGES; at++)
		if (!(fake->used & pages_mask(len, at)))
			break;
	if (at + len / PAGE > FAKE_NEAR_PAGES)
		return -XS_ENOMEM;
	fake->used |= pages_mask(len, at);
	live_add(fake, 1);
	out->va = NEAR_VA + at * PAGE;
	out->mem = fake->memory + at * PAGE;
	out->len = len;
	assert_int_equal(mprotect(out->mem, len, PROT_READ | PROT_WRITE), 0);
	memset(out->mem, 0, len);
	return 0;
}

static int fake_seal(void *ctx, const struct xs_span *span, enum xs_prot prot)
{
	struct fake *fake = ctx;

	if (fails(fake))
		return -XS_ENOMEM;
	assert_int_equal(span->len % PAGE, 0);
	assert_int_equal(mprotect(span->mem, span->len,
				  prot == XS_PROT_RW ? PROT_READ | PROT_WRITE : PROT_READ),
			 0);
	return 0;
}

static void fake_release(void *ctx, const struct xs_span *span)
{
	struct fake *fake = ctx;

	fake->used &= ~pages_mask(span->len, (span->va - NEAR_VA) / PAGE);
	live_add(fake, -1);
	assert_int_equal(mprotect(span->mem, span->len, PROT_NONE), 0);
}

/* ---- symbols ---------------------------------------------------------------------------------- */

void fake_symbol(struct fake *fake, const char *name, uint64_t va, uint64_t size)
{
	struct fake_symbol *s = &fake->symbols[fake->symbol_count++];

	s->name = name;
	s->va = va;
	s->size = size;
}

static int fake_by_name(void *ctx, const char *name, uint64_t *va)
{
	struct fake *fake = ctx;
	unsigned int i, found = 0;

	for (i = 0; i < fake->symbol_count; i++)
		if (!strcmp(fake->symbols[i].name, name)) {
			*va = fake->symbols[i].va;
			found++;
		}
	if (!found)
		return -XS_ENOENT;
	return found > 1 ? -XS_ENOTUNIQ : 0;
}

static const char *fake_by_addr(void *ctx, uint64_t va, uint64_t *start, uint64_t *size, char *buf)
{
	struct fake *fake = ctx;
	unsigned int i;

	for (i = 0; i < fake->symbol_count; i++) {
		const struct fake_symbol *s = &fake->symbols[i];

		if (va < s->va || va - s->va >= s->size)
			continue;
		*start = s->va;
		*size = s->size;
		snprintf(buf, XS_NAME_SIZE, "%s", s->name);
		return buf;
	}
	return NULL;
}

static uint64_t fake_image_base(void *ctx)
{
	return FAKE_BASE;
}

static int fake_tls(void *ctx, const char *name, uint64_t value, int64_t *tpoff)
{
	if (name && strcmp(name, "tls_x"))
		return -XS_ENOENT;
	*tpoff = name ? -64 : -128 + (int64_t)value;
	return 0;
}

/* ---- text ------------------------------------------------------------------------------------- */

static enum xs_range fake_range(void *ctx, uint64_t va, size_t len)
{
	static const struct {
		uint64_t start, end;
		enum xs_range range;
	} ranges[] = {
		{FAKE_BASE, FAKE_RODATA, XS_RANGE_TEXT}, {FAKE_RODATA, FAKE_DATA, XS_RANGE_RODATA},
		{FAKE_DATA, FAKE_INIT, XS_RANGE_DATA},	 {FAKE_INIT, FAKE_ENTRY, XS_RANGE_INIT},
		{FAKE_ENTRY, FAKE_END, XS_RANGE_ENTRY},
	};
	unsigned int i;

	for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (va >= ranges[i].start && va < ranges[i].end && len <= ranges[i].end - va)
			return ranges[i].range;
	return XS_RANGE_NONE;
}

static const void *fake_read(void *ctx, uint64_t va, size_t len)
{
	struct fake *fake = ctx;

	if (va < FAKE_BASE || va >= FAKE_END || len > FAKE_END - va)
		return NULL;
	return fake->image + (va - FAKE_BASE);
}

static off_t file_offset(uint64_t va, size_t len)
{
	if (va >= FAKE_BASE && va < FAKE_END && len <= FAKE_END - va)
		return va - FAKE_BASE;
	assert_true(va >= NEAR_VA && va < NEAR_VA + NEAR_LEN && len <= NEAR_VA + NEAR_LEN - va);
	return FAKE_IMAGE_LEN + (va - NEAR_VA);
}

static void *alias_map(const struct fake *fake, uint64_t va, size_t len)
{
	size_t off = va % PAGE;
	uint8_t *map = mmap(NULL, len + off, PROT_READ | PROT_WRITE, MAP_SHARED, fake->memfd,
			    file_offset(va, len) - off);

	assert_ptr_not_equal(map, MAP_FAILED);
	return map + off;
}

static void alias_unmap(void *alias, size_t len)
{
	size_t off = (uintptr_t)alias % PAGE;

	assert_int_equal(munmap((uint8_t *)alias - off, len + off), 0);
}

static int fake_alias(void *ctx, uint64_t va, size_t len, void **alias)
{
	struct fake *fake = ctx;

	if (fails(fake))
		return -XS_ENOMEM;
	assert_false(fake->in_stop);
	assert_int_equal(va % 16, 0);
	assert_int_equal(len % 16, 0);
	*alias = alias_map(fake, va, len);
	live_add(fake, 1);
	fake->aliases++;
	return 0;
}

static void fake_unalias(void *ctx, void *alias, size_t len)
{
	struct fake *fake = ctx;

	assert_false(fake->in_stop);
	alias_unmap(alias, len);
	live_add(fake, -1);
	fake->aliases--;
}

void fake_poke(struct fake *fake, uint64_t va, const void *bytes, size_t len)
{
	void *alias = alias_map(fake, va, len);

	memcpy(alias, bytes, len);
	alias_unmap(alias, len);
}

uint8_t *fake_bytes(const struct fake *fake)
{
	uint8_t *copy = malloc(FAKE_IMAGE_LEN);

	memcpy(copy, fake->image, FAKE_IMAGE_LEN);
	return copy;
}

/* ---- CPUs and the stop ------------------------------------------------------------------------ */

static unsigned int fake_limit(void *ctx)
{
	return 8;
}

static bool fake_present(void *ctx, unsigned int cpu)
{
	return cpu < ((struct fake *)ctx)->cpus;
}

static int fake_hold(void *ctx)
{
	return fails(ctx) ? -XS_EBUSY : 0;
}

static void fake_relax(void *ctx)
{
	__builtin_ia32_pause();
}

static uint64_t fake_now(void *ctx)
{
	return ++((struct fake *)ctx)->clock;
}

static int fake_stop_enter(void *ctx, const char **why)
{
	struct fake *fake = ctx;

	if (fake->handler) {
		*why = fake->handler;
		return -XS_EBUSY;
	}
	if (fails(fake))
		return -XS_EBUSY;
	assert_false(fake->in_stop);
	fake->in_stop = true;
	return 0;
}

static void fake_stop_leave(void *ctx)
{
	struct fake *fake = ctx;

	assert_true(fake->in_stop);
	fake->in_stop = false;
}

static void fake_sync(void *ctx)
{
}

static int fake_parked(void *ctx, const char **why)
{
	struct fake *fake = ctx;

	if (fake->parked) {
		*why = fake->parked;
		return -XS_EBUSY;
	}
	return fails(fake) ? -XS_EBUSY : 0;
}

/* ---- tables, hooks, identity ------------------------------------------------------------------ */

static int fake_alternatives(void *ctx, const struct xs_tables *tables,
			     const struct xs_table *alternatives)
{
	return fails(ctx) ? -XS_EINVAL : 0;
}

static int fake_attach(void *ctx, struct xs_payload *payload, const struct xs_tables *tables,
		       void **cookie)
{
	struct fake *fake = ctx;

	if (fails(fake))
		return -XS_ENOMEM;
	live_add(fake, 1);
	fake->attached++;
	*cookie = payload;
	return 0;
}

static void fake_detach(void *ctx, void *cookie)
{
	struct fake *fake = ctx;

	assert_non_null(cookie);
	live_add(fake, -1);
	fake->attached--;
}

static int hook_note(struct fake *fake, uint64_t va)
{
	fake->hooks[fake->hook_count].va = va;
	fake->hooks[fake->hook_count++].in_stop = fake->in_stop;
	return fake->on_hook ? fake->on_hook(fake, va) : fake->hook_rc;
}

static void fake_call_void(void *ctx, uint64_t va)
{
	assert_true(((struct fake *)ctx)->in_stop);
	hook_note(ctx, va);
}

static int fake_call_hook(void *ctx, uint64_t va, void *cookie, bool returns)
{
	int rc = hook_note(ctx, va);

	return returns ? rc : 0;
}

static int fake_build_id(void *ctx, struct xs_build_id *out)
{
	*out = ((struct fake *)ctx)->build_id;
	return out->len ? 0 : -XS_ENODATA;
}

static void fake_log(void *ctx, enum xs_log level, const char *text)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	struct fake *fake = ctx;
	size_t at;

	pthread_mutex_lock(&lock);
	at = strlen(fake->log);
	snprintf(fake->log + at, sizeof(fake->log) - at, "%s\n", text);
	pthread_mutex_unlock(&lock);
}

/* ---- per-CPU variables ------------------------------------------------------------------------ */

static bool fake_percpu_reserve(void *ctx, struct xs_reserve *out)
{
	out->va = FAKE_PERCPU;
	out->len = FAKE_PERCPU_LEN;
	out->align = FAKE_PERCPU_ALIGN;
	return true;
}

static int fake_percpu_clear(void *ctx, uint64_t va, size_t len)
{
	struct fake *fake = ctx;
	unsigned int cpu;

	if (fails(fake) || fake->hotplug)
		return -XS_EBUSY;
	assert_true(len);
	assert_in_range(va, FAKE_PERCPU, FAKE_PERCPU + FAKE_PERCPU_LEN - len);
	for (cpu = 0; cpu < 2; cpu++)
		memset(fake->percpu[cpu] + (va - FAKE_PERCPU), 0, len);
	return 0;
}

/* ---- all -------------------------------------------------------------------------------------- */

static const struct xs_host fake_host = {
	.name = "fake",
	.alloc = fake_alloc,
	.guard = fake_guard,
	.unguard = fake_unguard,
	.free = fake_free,
	.text_reserve = fake_reserve,
	.text_seal = fake_seal,
	.text_release = fake_release,
	.page_size = PAGE,
	.symbol_by_name = fake_by_name,
	.symbol_by_addr = fake_by_addr,
	.image_base = fake_image_base,
	.tls_offset = fake_tls,
	.percpu_reserve = fake_percpu_reserve,
	.percpu_clear = fake_percpu_clear,
	.text_range = fake_range,
	.text_read = fake_read,
	.text_alias = fake_alias,
	.text_unalias = fake_unalias,
	.own_driver = true,
	.cpu_limit = fake_limit,
	.cpu_present = fake_present,
	.cpus_hold = fake_hold,
	.relax = fake_relax,
	.now = fake_now,
	.stop_enter = fake_stop_enter,
	.stop_leave = fake_stop_leave,
	.sync_core = fake_sync,
	.parked = fake_parked,
	.alternatives = fake_alternatives,
	.attach = fake_attach,
	.detach = fake_detach,
	.call_void = fake_call_void,
	.call_hook = fake_call_hook,
	.build_id = fake_build_id,
	.log = fake_log,
};

static void image_fill(struct fake *fake)
{
	static const uint8_t endbr[4] = {0xf3, 0x0f, 0x1e, 0xfa};
	static const uint8_t poison[4] = {0x66, 0x0f, 0x1f, 0x01};
	static const uint8_t call[6] = {0xe8, 0x7f, 0xfc, 0xff, 0xff, 0x90};
	uint8_t *bytes = malloc(FAKE_IMAGE_LEN);
	size_t i;

	/* No two functions begin alike, so that a misplaced write shows. */
	for (i = 0; i < FAKE_IMAGE_LEN; i++)
		bytes[i] = (uint8_t)(i * 7 + (i >> 8) * 13);
	memcpy(bytes + 0x1400, endbr, 4);
	memcpy(bytes + 0x1500, poison, 4);
	memcpy(bytes + (FAKE_CALL - FAKE_BASE), call, sizeof(call));
	fake_poke(fake, FAKE_BASE, bytes, FAKE_IMAGE_LEN);
	free(bytes);
}

void fake_init(struct fake *fake)
{
	memset(fake, 0, sizeof(*fake));
	fake->host = fake_host;
	pthread_mutex_init(&fake->guard, NULL);
	fake->memfd = memfd_create("fake", MFD_CLOEXEC);
	assert_true(fake->memfd >= 0);
	assert_int_equal(ftruncate(fake->memfd, FAKE_IMAGE_LEN + NEAR_LEN), 0);
	fake->image = mmap(NULL, FAKE_IMAGE_LEN, PROT_READ, MAP_SHARED, fake->memfd, 0);
	fake->memory = mmap(NULL, NEAR_LEN, PROT_NONE, MAP_SHARED, fake->memfd, FAKE_IMAGE_LEN);
	assert_ptr_not_equal(fake->image, MAP_FAILED);
	assert_ptr_not_equal(fake->memory, MAP_FAILED);
	image_fill(fake);
	memset(fake->percpu, 0xcc, sizeof(fake->percpu));
	fake->build_id.len = 20;
	memset(fake->build_id.bytes, 0xaa, 20);
	fake_symbol(fake, "func_a", FAKE_TEXT + 0x000, 64);
	fake_symbol(fake, "func_b", FAKE_TEXT + 0x103, 64);
	fake_symbol(fake, "func_c", FAKE_TEXT + 0x20d, 64); /* its jump straddles two blocks */
	fake_symbol(fake, "func_tiny", FAKE_TEXT + 0x300, 4);
	fake_symbol(fake, "func_endbr", FAKE_TEXT + 0x400, 64);
	fake_symbol(fake, "func_poison", FAKE_TEXT + 0x500, 64);
	fake_symbol(fake, "twice", FAKE_TEXT + 0x600, 16);
	fake_symbol(fake, "twice", FAKE_TEXT + 0x610, 16);
	fake_symbol(fake, "arch/x86/nmi.c#nmi_watchdog_tick", FAKE_TEXT + 0x700, 64);
	fake_symbol(fake, "ro_x", FAKE_RODATA, 64);
	fake_symbol(fake, "data_x", FAKE_DATA, 64);
	fake_symbol(fake, "init_func", FAKE_INIT, 64);
	fake_symbol(fake, "entry_func", FAKE_ENTRY, 64);
	fake_symbol(fake, "far_func", FAKE_FAR, 64);
}

void fake_fini(struct fake *fake)
{
	assert_int_equal(fake->aliases, 0);
	assert_int_equal(fake->live, 0);
	assert_false(fake->in_stop);
	pthread_mutex_destroy(&fake->guard);
	munmap(fake->image, FAKE_IMAGE_LEN);
	munmap(fake->memory, NEAR_LEN);
	close(fake->memfd);
}
