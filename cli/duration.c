/* SPDX-License-Identifier: BSD-2-Clause */
#include "duration.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	uint64_t ns;
} units[] = {{"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}};

#define UNIT_COUNT (sizeof(units) / sizeof(units[0]))

int duration_parse(const char *text, uint64_t max_ns, uint64_t *ns)
{
	unsigned long long number;
	char *end;

	if (!isdigit((unsigned char)text[0]))
		return -1;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno || !number)
		return -1;
	for (size_t i = 0; i < UNIT_COUNT; i++) {
		if (strcmp(end, units[i].name))
			continue;
		if (number > max_ns / units[i].ns)
			return -1;
		*ns = number * units[i].ns;
		return 0;
	}
	return -1;
}

const char *duration_format(uint64_t ns, char out[DURATION_TEXT_SIZE])
{
	size_t unit = 0;
	double value;
	int decimals;

	while (unit + 1 < UNIT_COUNT && ns >= units[unit + 1].ns)
		unit++;
	value = (double)ns / (double)units[unit].ns;
	decimals = !unit || value >= 100 ? 0 : value >= 10 ? 1 : 2;
	snprintf(out, DURATION_TEXT_SIZE, "%.*f %s", decimals, value, units[unit].name);
	return out;
}
