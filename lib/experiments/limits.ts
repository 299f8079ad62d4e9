/** Runs of one experiment, and of a part of a call: at most, and of a part at least. */
export const MOST_RUNS = 20;
export const FEWEST_TRIES = 4;
/** Parts that one experiment takes out in turn. */
export const MOST_TRIED = 40;
