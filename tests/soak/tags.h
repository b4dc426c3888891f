/* SPDX-License-Identifier: MIT */
/* What is in the kernel has the run's own tag in front of its name: others may run the same.
 * All that a run compiles gets the same -DTAG=. */
#ifndef TAGS_H
#define TAGS_H

#define JOIN(tag, name) tag##_##name
#define EXPAND(tag, name) JOIN(tag, name)
#define TAGGED(name) EXPAND(TAG, name)
#define STRING_OF(text) #text
#define STRING(text) STRING_OF(text)

#endif
