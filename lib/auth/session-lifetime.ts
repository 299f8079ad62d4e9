/** A session ends this long after sign-in, whatever happens. */
export const SESSION_SECONDS = 7 * 24 * 60 * 60;
/** And this long after its last request, so that a browser left somewhere does not stay signed in; longer than a weekend. */
export const IDLE_SECONDS = 3 * 24 * 60 * 60;
/** How exactly the last request is written down: not once a request. */
export const SEEN_EVERY_SECONDS = 5 * 60;
