/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The small language in which a hypercall's structures are written on a command line.
 *
 *   {ITEM,ITEM,...}   the address of a zeroed buffer that begins with the items
 *   ITEM:  u8=N u16=N u32=N u64=N   a number at the next naturally aligned offset
 *          s=TEXT                   the bytes of TEXT and a NUL
 *          z=N                      N zero bytes
 *          {...}                    an aligned pointer to a further buffer
 *
 *   [ITEM,ITEM,...]   the same, but Xen can only read it
 *
 * Buffers are numbered from 0 in the order of their opening braces.
 *
 *   BUFFER:OFFSET:TYPE              what to print: u8 u16 u32 u64 i32 i64 x64 s, or hN (N bytes in hex)
 */
#ifndef XS_PROBE_BUFFER_H
#define XS_PROBE_BUFFER_H

#include <stdint.h>

/**
 * buffer_parse_arg() - a hypercall argument: a number, or a buffer
 * @text: as above.
 *
 * Return: the number or the buffer's address. A mistake in @text ends the program with a message.
 */
uint64_t buffer_parse_arg(const char *text);

/**
 * buffer_print_field() - print one field of a buffer to standard output, without a newline
 * @text: as above.
 */
void buffer_print_field(const char *text);

#endif
