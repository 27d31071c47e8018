/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the freestanding core needs of its environment, from a C library.
 *
 * The core is compiled with -ffreestanding -nostdinc -DXS_FREESTANDING and finds this file, or a
 * host's own of the same name, on its include path. The contract: fixed-width integers, size_t,
 * uintptr_t, bool, true, false, NULL; memcpy, memmove, memset, memcmp, strlen, strcmp, strncmp; and
 * xs_vsnprintf(), vsnprintf() with at least %s %d %u %x %lx %lu %llx, *-width and zero padding. No C
 * library header is included, for -nostdinc leaves none: the declarations below are theirs.
 */
#ifndef XS_ENV_H
#define XS_ENV_H

typedef __UINT8_TYPE__ uint8_t;
typedef __UINT16_TYPE__ uint16_t;
typedef __UINT32_TYPE__ uint32_t;
typedef __UINT64_TYPE__ uint64_t;
typedef __INT8_TYPE__ int8_t;
typedef __INT16_TYPE__ int16_t;
typedef __INT32_TYPE__ int32_t;
typedef __INT64_TYPE__ int64_t;
typedef __UINTPTR_TYPE__ uintptr_t;
typedef __SIZE_TYPE__ size_t;

#define bool _Bool
#define true 1
#define false 0
#define NULL ((void *)0)

void *memcpy(void *restrict to, const void *restrict from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *to, int byte, size_t len);
int memcmp(const void *a, const void *b, size_t len);
size_t strlen(const char *text);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t len);
int vsnprintf(char *restrict to, size_t size, const char *restrict format, __builtin_va_list args);

#define xs_vsnprintf vsnprintf

#endif
