import rehypeSanitize from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";

import { markup, Markup } from "@/lib/format/html";
import { isReadAsMarkdown } from "@/lib/format/looks-like-markdown";
import { rehypeAbsoluteLinks, rehypeNoHeadings, rehypeQuietLinks, SANITIZED } from "@/lib/format/markdown";

const rendering = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype)
  .use(rehypeSanitize, SANITIZED)
  .use(rehypeQuietLinks)
  .use(rehypeAbsoluteLinks)
  .use(rehypeNoHeadings)
  .use(rehypeStringify)
  .freeze();

/** What somebody said: Markdown rendered as the console does where it is written so, else as it is. */
export const saidHtml = (text: string): Markup =>
  isReadAsMarkdown(text)
    ? markup`<div class="said markdown" dir="auto">${new Markup(String(rendering.processSync(text)))}</div>`
    : markup`<div class="said plain" dir="auto">${text}</div>`;
