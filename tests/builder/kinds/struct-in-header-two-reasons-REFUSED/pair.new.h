/* SPDX-License-Identifier: BSD-2-Clause */
/* Each of two objects sees one of these. */
#ifdef FIRST
struct first {
	long a;
	long flag;
};
#endif
#ifdef SECOND
struct second {
	long a;
	long flag;
};
#endif
