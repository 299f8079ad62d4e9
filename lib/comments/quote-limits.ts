/** Characters of a passage that are kept with a comment. */
export const MOST_QUOTED = 2_000;
/** Characters before a passage that tell which of several it is. */
export const MOST_BEFORE = 64;
