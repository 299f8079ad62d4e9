import { expect, it } from "vitest";

import { postMortemHtml } from "./post-mortem-html";

const bodyOf = async (text: string): Promise<string> =>
  /<body>\n([^]*)\n<\/body>/.exec(await postMortemHtml("x", text))?.[1] ?? "";

it("is a whole document of its own, which loads nothing", async () => {
  const html = await postMortemHtml(
    `<script>alert(1)</script> & "x"`,
    "# A\n\n- [x] done\n\n| a | b |\n| - | - |\n| 1 | 2 |",
  );
  expect(html).toMatch(/^<!doctype html>/);
  expect(html).toContain("<title>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;</title>");
  expect(html).toContain("default-src 'none'");
  expect(html).toContain("<table>");
  expect(html).toContain('type="checkbox"');
});

it.each([
  ["<script>alert(1)</script>"],
  ["<img src=x onerror=alert(1)>"],
  ["<b onclick=alert(1)>x</b>"],
  ["[x](javascript:alert(1))"],
  ["[x](data:text/html,<script>alert(1)</script>)"],
  ["[x](vbscript:x)"],
  ["![x](javascript:alert(1))"],
  ["<iframe src=https://example.com></iframe>"],
  ['<a href="https://x" style="position:fixed">x</a>'],
])("%s runs nothing", async (text) => {
  const body = await bodyOf(text);
  expect(body).not.toMatch(/<(script|img|iframe|b|style)|(href|src)="(?!https?:)|on\w+=|style=/i);
});

it("links tell the other side nothing; images become links", async () => {
  expect(await bodyOf("[a](https://example.com)")).toContain(
    '<a href="https://example.com" rel="noopener noreferrer">a</a>',
  );
  expect(await bodyOf("![map](https://example.com/x.png)")).toContain(
    '<a href="https://example.com/x.png" rel="noopener noreferrer">Image: map</a>',
  );
});
