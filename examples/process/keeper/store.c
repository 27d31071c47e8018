// SPDX-License-Identifier: BSD-2-Clause
#include "keeper.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define SLOTS 4096u

enum state { SLOT_EMPTY, SLOT_TAKEN, SLOT_DELETED };

static struct {
	enum state state;
	char key[KEY_LEN];
	char value[VALUE_LEN];
} slots[SLOTS];

static unsigned long count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static unsigned int key_hash(const char *key)
{
	unsigned int hash = 5381;

	while (*key)
		hash = hash * 33 + (unsigned char)*key++;
	return hash;
}

/* The slot that holds @key, else (@take) a free one; SLOTS if there is none. */
static unsigned int slot_find(const char *key, bool take)
{
	unsigned int i, slot, vacant = SLOTS;

	for (i = 0; i < SLOTS; i++) {
		slot = (key_hash(key) + i) % SLOTS;
		if (slots[slot].state == SLOT_TAKEN && !strcmp(slots[slot].key, key))
			return slot;
		if (slots[slot].state != SLOT_TAKEN && vacant == SLOTS)
			vacant = slot;
		if (slots[slot].state == SLOT_EMPTY)
			break;
	}
	return take ? vacant : SLOTS;
}

bool store_set(const char *key, const char *value)
{
	unsigned int slot;

	pthread_mutex_lock(&lock);
	slot = slot_find(key, true);
	if (slot < SLOTS) {
		if (slots[slot].state != SLOT_TAKEN) {
			snprintf(slots[slot].key, KEY_LEN, "%s", key);
			slots[slot].state = SLOT_TAKEN;
			count++;
		}
		snprintf(slots[slot].value, VALUE_LEN, "%s", value);
	}
	pthread_mutex_unlock(&lock);
	return slot < SLOTS;
}

bool store_get(const char *key, char *value)
{
	unsigned int slot;

	pthread_mutex_lock(&lock);
	slot = slot_find(key, false);
	if (slot < SLOTS)
		memcpy(value, slots[slot].value, VALUE_LEN);
	pthread_mutex_unlock(&lock);
	return slot < SLOTS;
}

bool store_delete(const char *key)
{
	unsigned int slot;

	pthread_mutex_lock(&lock);
	slot = slot_find(key, false);
	if (slot < SLOTS)
		slots[slot].state = SLOT_DELETED;
	pthread_mutex_unlock(&lock);
	return slot < SLOTS;
}

unsigned long store_count(void)
{
	unsigned long now;

	pthread_mutex_lock(&lock);
	now = count;
	pthread_mutex_unlock(&lock);
	return now;
}
