# SPDX-License-Identifier: BSD-2-Clause
# The members are in a file that is no C.
$(objects): layout.h
layout.h: layout.members
	(echo "struct thing {"; sed -n "/^#/!s/.*/long &;/p" layout.members; echo "};") >$@
