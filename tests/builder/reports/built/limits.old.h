#define LIMIT 8
