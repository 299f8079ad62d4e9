import rehypeSanitize from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";

import { Markup, markup } from "@/lib/format/html";
import { rehypeQuietLinks, SANITIZED } from "@/lib/format/markdown";

/** Legible on a screen in either theme, and on paper. */
const STYLE = `:root { color-scheme: light dark; }
body { font: 15px/1.55 system-ui, sans-serif; max-width: 46rem; margin: 2.5rem auto; padding: 0 1.25rem; overflow-wrap: break-word; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin-top: 2rem; } h3 { font-size: 1rem; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; } pre { overflow: auto; padding: 0.75rem; border: 1px solid #8886; }
table { border-collapse: collapse; } th, td { border: 1px solid #8886; padding: 0.25rem 0.6rem; text-align: left; }
blockquote { margin-left: 0; padding-left: 1rem; border-left: 3px solid #8886; }
ul.contains-task-list { list-style: none; padding-left: 0; }
@page { margin: 18mm 16mm; }
@media print { body { max-width: none; margin: 0; padding: 0; } h1, h2, h3 { break-after: avoid; } li, tr, pre { break-inside: avoid; } }`;

/** A post-mortem as a document of its own, which runs nothing and loads nothing. @param text Markdown */
export async function postMortemHtml(title: string, text: string): Promise<string> {
  const body = await unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkRehype)
    .use(rehypeSanitize, SANITIZED)
    .use(rehypeQuietLinks)
    .use(rehypeStringify)
    .process(text);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
${new Markup(STYLE)}
</style>
</head>
<body>
${new Markup(String(body))}
</body>
</html>
`.text;
}
