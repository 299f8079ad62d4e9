/** A heading, a list, a quotation, a fence, a table; or emphasis, code or a link within a line. */
const BLOCK = /^ {0,3}(?:#{1,6} \S|[-*+] \S|\d{1,9}[.)] \S|> |```|~~~|\|.*\|\s*$)/m;
const INLINE = /\*\*[^*\n]+\*\*|__[^_\n]+__|`[^`\n]+`|!?\[[^\]\n]*\]\([^)\s]+\)/;

/** Whether a text is written as Markdown: what is not is left as it is, with every line where it was. */
export const looksLikeMarkdown = (text: string): boolean => BLOCK.test(text) || INLINE.test(text);

/** More than this is shown as the text that it is: rendering it would hold the page up. */
const MOST_RENDERED = 60_000;

/** Whether what somebody said is rendered. */
export const isReadAsMarkdown = (text: string): boolean =>
  text.length <= MOST_RENDERED && looksLikeMarkdown(text);
