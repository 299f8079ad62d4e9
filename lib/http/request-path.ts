/** The address that was asked for, set by the server and by proxy.ts whatever the request says: layouts and questions do not know it. */
export const PATH_HEADER = "x-recount-path";
