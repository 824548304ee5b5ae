/* Damages frames: cut by the snap length, truncated on the wire, malformed. */
#ifndef HOSTILE_H
#define HOSTILE_H

#include "capture_file.h"

/* Damages about one frame in two. */
void frame_damage(struct frame *f, struct random *r);

#endif
