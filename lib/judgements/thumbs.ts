/** The name under which thumbs are kept. */
export const THUMBS = "thumbs";
