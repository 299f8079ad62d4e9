/** Long enough to resist guessing within the throttle. In characters; the same wherever a password is chosen. */
export const MIN_PASSWORD_LENGTH = 10;
export const MAX_PASSWORD_LENGTH = 1024;
