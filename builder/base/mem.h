/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of one run. Everything lives until mem_release_all(), but for what was allocated while a pool
 * was open; nothing is freed singly. No function here returns NULL: without memory the program says so and
 * exits with BUILD_INTERNAL.
 */
#ifndef BUILDER_MEM_H
#define BUILDER_MEM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** mem_alloc() - @len zeroed bytes, aligned to 16 */
void *mem_alloc(size_t len);
void *mem_copy(const void *from, size_t len);
/** mem_text() - a NUL-terminated copy of @len characters */
char *mem_text(const char *from, size_t len);
char *mem_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *mem_vformat(const char *format, va_list args) __attribute__((format(printf, 1, 0)));
void mem_release_all(void);
/** mem_at_release() - call @action for @what when the memory that is allocated now is released */
void mem_at_release(void (*action)(void *what), void *what);

/**
 * mem_pool_open() - from now on, all allocations are of this pool
 *
 * Until mem_pool_close(), nothing that was there before may grow (no vec_push(), no map_put() to it). Pools
 * are opened and closed like brackets; a closed one lives on until it, or everything, is released.
 */
struct mem_pool *mem_pool_open(void);
void mem_pool_close(void);
/** mem_pool_release() - give a closed pool's memory back */
void mem_pool_release(struct mem_pool *closed);

/** MEM_NEW() - a zeroed object */
#define MEM_NEW(type) ((type *)mem_alloc(sizeof(type)))

/** VEC() - a growing array; zeroed means empty */
#define VEC(type)                                                                                  \
	struct {                                                                                   \
		type *items;                                                                       \
		size_t count;                                                                      \
		size_t room;                                                                       \
	}

void *mem_grow(void *items, size_t count, size_t *room, size_t size);
void *mem_move(const void *items, size_t count, size_t room, size_t size);

/** vec_push() - append @item */
#define vec_push(vec, item)                                                                        \
	do {                                                                                       \
		if ((vec)->count == (vec)->room)                                                   \
			(vec)->items = mem_grow((vec)->items, (vec)->count, &(vec)->room,          \
						sizeof(*(vec)->items));                            \
		(vec)->items[(vec)->count++] = (item);                                             \
	} while (0)

/** vec_reserve() - make room for @more items, and no more */
#define vec_reserve(vec, more)                                                                     \
	do {                                                                                       \
		if ((vec)->room - (vec)->count < (more)) {                                         \
			(vec)->room = (vec)->count + (more);                                       \
			(vec)->items = mem_move((vec)->items, (vec)->count, (vec)->room,           \
						sizeof(*(vec)->items));                            \
		}                                                                                  \
	} while (0)

/** struct map - strings to pointers; zeroed means empty. Keys are borrowed. */
struct map {
	struct map_slot {
		const char *key;
		void *value;
	} * slots;
	size_t count;
	size_t room;
};

/** map_get() - NULL if @key was never put */
void *map_get(const struct map *map, const char *key);
/** map_put() - replaces what was there */
void map_put(struct map *map, const char *key, void *value);

static inline bool text_starts(const char *text, const char *prefix)
{
	while (*prefix)
		if (*text++ != *prefix++)
			return false;
	return true;
}

bool text_ends(const char *text, const char *suffix);

#endif
