import { supervise } from "./supervise";

/** `npm start` once everything is built, and the container that runs all programs. */
await supervise("production");
