/* SPDX-License-Identifier: BSD-2-Clause */
/* Building up JSON values; text comes as it is in source files and objects, whatever its encoding. */
#ifndef BUILDER_JSON_H
#define BUILDER_JSON_H

#include <json-c/json.h>
#include <stdint.h>

/** json_add() - set a member; @to owns @value from now on */
void json_add(json_object *to, const char *key, json_object *value);
/** json_add_text() - NULL becomes null; what is no UTF-8, question marks */
void json_add_text(json_object *to, const char *key, const char *text);
void json_add_number(json_object *to, const char *key, uint64_t number);
/** json_add_list() - a new empty list, which @to owns */
json_object *json_add_list(json_object *to, const char *key);
/** json_push() - a new empty object at the end of @list, which owns it */
json_object *json_push(json_object *list);

#endif
