/* SPDX-License-Identifier: BSD-2-Clause */
/* A pair of objects, made once more from their sources for what the objects themselves do not tell. */
#ifndef BUILDER_RETAKE_H
#define BUILDER_RETAKE_H

#include "build.h"
#include "compile.h"

enum side { BASE, PATCHED, SIDES };

/** struct retake - @texts and @objects are there after they were made */
struct retake {
	const struct unit *unit;
	const struct recipe *recipes[SIDES];
	const char *texts[SIDES];   /* preprocessed */
	const char *objects[SIDES]; /* with debug information */
	bool text;		    /* is wanted, */
	bool object;		    /* and that, too */
};

/** retake_new() - @folder, @number: where to, and as what */
struct retake retake_new(const struct unit *unit, const char *folder, size_t number);
/** retake_is_known() - was either side seen to be compiled? If not, @objects are the objects as they are */
bool retake_is_known(const struct retake *retake);

/** retake_texts() - of all that want it; sources that share a folder are exchanged for a moment */
enum build_status retake_texts(struct retake *const *retakes, size_t count,
			       const struct units *units, const struct change *change,
			       int parallel);
/** retake_objects() - from the texts, of all that want it */
enum build_status retake_objects(struct retake *const *retakes, size_t count, int parallel);
/** retake_object() - of the patched side alone; false if that does not work */
bool retake_object(const struct retake *retake, const char *object);

/** retake_text() - read one; the memory is the next one's, too */
bool retake_text(const struct retake *retake, enum side side, char **text, size_t *len);
/** retake_same_code() - debug information must not change the code: then it speaks of the code that runs */
bool retake_same_code(const struct retake *retake, enum side side);

#endif
