/** A heading, a list, a quotation, a fence, a table; or emphasis, code or a link within a line. */
const BLOCK = /^ {0,3}(?:#{1,6} \S|[-*+] \S|\d{1,9}[.)] \S|> |```|~~~|\|.*\|\s*$)/m;
const INLINE = /\*\*[^*\n]+\*\*|__[^_\n]+__|`[^`\n]+`|!?\[[^\]\n]*\]\([^)\s]+\)/;

/** Whether a text is written as Markdown: what is not is left as it is, with every line where it was. */
export const looksLikeMarkdown = (text: string): boolean => BLOCK.test(text) || INLINE.test(text);
