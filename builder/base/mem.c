// SPDX-License-Identifier: BSD-2-Clause
#include "mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "status.h"

#define BLOCK_LEN (1u << 18)

struct block {
	struct block *next;
	size_t used;
	size_t len;
	max_align_t bytes[];
};

/* struct ending - what is to be done before the memory goes; lives in it */
struct ending {
	struct ending *next;
	void (*action)(void *what);
	void *what;
};

/* struct mem_pool - what is released together; all but the first one lie in the one around them */
struct mem_pool {
	struct mem_pool *around;
	struct mem_pool *inner; /* those that were opened in it, */
	struct mem_pool *next;	/* and the next of its like */
	struct block *blocks;
	struct ending *endings;
};

static struct mem_pool first;
static struct mem_pool *pool = &first;

static struct block *block_add(size_t len)
{
	struct block *block = calloc(1, sizeof(*block) + len);

	if (!block) {
		fputs("xsplice-build: out of memory\n", stderr);
		exit(BUILD_INTERNAL);
	}
	block->len = len;
	block->next = pool->blocks;
	pool->blocks = block;
	return block;
}

void *mem_alloc(size_t len)
{
	struct block *block = pool->blocks;
	void *mem;

	len = (len + 15) & ~(size_t)15;
	if (len > BLOCK_LEN / 4) {
		/* A block of its own, behind the one that is being filled. */
		block = block_add(len);
		if (block->next) {
			pool->blocks = block->next;
			block->next = pool->blocks->next;
			pool->blocks->next = block;
		}
	} else if (!block || block->len - block->used < len) {
		block = block_add(BLOCK_LEN);
	}
	mem = (char *)block->bytes + block->used;
	block->used += len;
	return mem;
}

void *mem_copy(const void *from, size_t len)
{
	void *to = mem_alloc(len + 1);

	if (len)
		memcpy(to, from, len);
	return to;
}

char *mem_text(const char *from, size_t len)
{
	return mem_copy(from, len);
}

char *mem_vformat(const char *format, va_list args)
{
	va_list again;
	int len;
	char *text;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	text = mem_alloc((size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return text;
}

char *mem_format(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = mem_vformat(format, args);
	va_end(args);
	return text;
}

void mem_at_release(void (*action)(void *what), void *what)
{
	struct ending *ending = MEM_NEW(struct ending);

	*ending = (struct ending){.next = pool->endings, .action = action, .what = what};
	pool->endings = ending;
}

struct mem_pool *mem_pool_open(void)
{
	struct mem_pool *opened = MEM_NEW(struct mem_pool);

	opened->around = pool;
	opened->next = pool->inner;
	pool->inner = opened;
	return pool = opened;
}

void mem_pool_close(void)
{
	pool = pool->around;
}

void mem_pool_release(struct mem_pool *closed)
{
	for (struct mem_pool *inner = closed->inner; inner; inner = inner->next)
		mem_pool_release(inner);
	for (; closed->endings; closed->endings = closed->endings->next)
		closed->endings->action(closed->endings->what);
	while (closed->blocks) {
		struct block *next = closed->blocks->next;

		free(closed->blocks);
		closed->blocks = next;
	}
	closed->inner = NULL;
}

void mem_release_all(void)
{
	pool = &first;
	mem_pool_release(pool);
}

void *mem_grow(void *items, size_t count, size_t *room, size_t size)
{
	*room = *room ? *room * 2 : 2;
	return mem_move(items, count, *room, size);
}

void *mem_move(const void *items, size_t count, size_t room, size_t size)
{
	void *moved = mem_alloc(room * size);

	if (count)
		memcpy(moved, items, count * size);
	return moved;
}

static size_t map_hash(const char *key)
{
	uint64_t hash = 0xcbf29ce484222325u;

	while (*key)
		hash = (hash ^ (uint8_t)*key++) * 0x100000001b3u;
	return (size_t)(hash ^ (hash >> 29));
}

static struct map_slot *map_slot(const struct map *map, const char *key)
{
	size_t at = map_hash(key) & (map->room - 1);

	while (map->slots[at].key && strcmp(map->slots[at].key, key))
		at = (at + 1) & (map->room - 1);
	return &map->slots[at];
}

void *map_get(const struct map *map, const char *key)
{
	return map->room ? map_slot(map, key)->value : NULL;
}

void map_put(struct map *map, const char *key, void *value)
{
	struct map_slot *slot;

	if (map->count * 4 >= map->room * 3) {
		struct map old = *map;

		map->room = old.room ? old.room * 2 : 64;
		map->slots = mem_alloc(map->room * sizeof(*map->slots));
		for (size_t i = 0; i < old.room; i++)
			if (old.slots[i].key)
				*map_slot(map, old.slots[i].key) = old.slots[i];
	}
	slot = map_slot(map, key);
	if (!slot->key) {
		slot->key = key;
		map->count++;
	}
	slot->value = value;
}

bool text_ends(const char *text, const char *suffix)
{
	size_t len = strlen(text), tail = strlen(suffix);

	return len >= tail && !strcmp(text + len - tail, suffix);
}
