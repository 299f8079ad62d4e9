import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";

import { PAYLOADS } from "@/lib/format/payloads.testing";

import { MarkdownView } from "./markdown-view";

const TAGS = new Set(
  "div p a span strong em del code pre blockquote ul ol li table thead tbody tr th td hr br input h1 h2 h3 h4 h5 h6 sup section details summary b i u s kbd sub tt q dl dt dd ins samp var div"
    .split(" ")
    .filter(Boolean),
);
const ATTRIBUTES = new Set(
  "dir class href rel align start type checked disabled id aria-describedby aria-label data-footnotes data-footnote-ref data-footnote-backref value title".split(
    " ",
  ),
);
/** What people write may lead to a page of ours or, by the scheme of the page, to another host. */
const ADDRESS = { model: /^(?:https?:|mailto:|#)/i, person: /^(?:https?:|mailto:|#|\/|%5C)/i };

/** What a browser could do with the markup, other than show text and follow a link of the web when it is clicked. */
function dangersOf(html: string, writtenBy: keyof typeof ADDRESS): string[] {
  const dangers: string[] = [];
  for (const [tag, name = "", rest = ""] of html.matchAll(/<\/?([^\s/>]+)((?:"[^"]*"|[^">])*)>/g)) {
    if (!TAGS.has(name)) dangers.push(tag);
    for (const [, attribute = "", value = ""] of rest.matchAll(/([^\s="/]+)(?:="([^"]*)")?/g)) {
      if (!ATTRIBUTES.has(attribute)) dangers.push(tag);
      if (attribute === "href" && !ADDRESS[writtenBy].test(value)) dangers.push(tag);
    }
  }
  return dangers;
}

it.each(PAYLOADS)("does nothing and asks nobody: %j", (text) => {
  const asPart = renderToStaticMarkup(<MarkdownView text={text} isPart />);
  expect(dangersOf(asPart, "model")).toEqual([]);
  const asPage = renderToStaticMarkup(<MarkdownView text={text} />);
  expect(dangersOf(asPage, "person")).toEqual([]);
});

it("shows what is meant: emphasis, code, tables, lists and links of the web", () => {
  const html = renderToStaticMarkup(
    <MarkdownView text={"**a** `b`\n\n- c\n\n| d |\n| --- |\n| e |\n\n[f](https://example.com)"} />,
  );
  for (const part of ["<strong>a</strong>", "<code>b</code>", "<li>c</li>", "<td>e</td>"])
    expect(html).toContain(part);
  expect(html).toMatch(/<a href="https:\/\/example\.com" rel="noopener noreferrer">f<\/a>/);
});

it("names dangers where there are some", () => {
  expect(dangersOf('<p onclick="x">', "person")).not.toEqual([]);
  expect(dangersOf('<a href="javascript:x">', "person")).not.toEqual([]);
  expect(dangersOf("<script>", "person")).not.toEqual([]);
  expect(dangersOf('<img src="https://evil.example">', "person")).not.toEqual([]);
});
