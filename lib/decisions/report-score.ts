/** What a report of an end user is called among scores. */
export const REPORT_SCORE = "reported_error";
