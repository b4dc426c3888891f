/* SPDX-License-Identifier: MIT */
/* Which structs of an object a guest can emit as records: skeletons have a function for each. */
#ifndef BTF2H_SKELETON_RECORDS_H
#define BTF2H_SKELETON_RECORDS_H

struct language;
struct skeleton;

/* Fills `skeleton->records`, when all else of it is found. A typed skeleton's are the structs that
 * it has; otherwise they are the object's that are not the kernel's: no program is given them, and
 * no CO-RE relocation is about them. 0 or -ENOMEM. */
int skeleton_find_records(struct skeleton *skeleton, const struct language *language);

#endif
