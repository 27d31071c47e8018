/* SPDX-License-Identifier: BSD-2-Clause */
/* Each of two objects sees one of these. */
#ifdef FIRST
struct first {
	long a;
};
#endif
#ifdef SECOND
struct second {
	long a;
};
#endif
