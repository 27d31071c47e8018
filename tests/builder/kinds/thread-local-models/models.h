// SPDX-License-Identifier: BSD-2-Clause
extern __thread long dynamic;
extern __thread long initial __attribute__((tls_model("initial-exec")));
