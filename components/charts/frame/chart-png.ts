/** What stands around a drawing in its picture. */
export interface PngCaption {
  question: string;
  subtitle?: string | undefined;
  /** "20 Nov 2026 14:00 – 21 Nov 2026 14:00 UTC+1" */
  range: string;
}

const PADDING = 16;
const HEADER = 28;
const FOOTER = 24;
/** Pixels of the picture for one of the page: sharp on any screen and on paper. */
const SCALE = 2;

/** Styles that decide how a drawing looks; all others would make the picture's source many times larger. */
const LOOKS =
  /^(align|background|border|bottom|box|clip|color|column|display|dominant|fill|flex|font|gap|grid|height|image|inset|justify|left|letter|line|list|margin|mask|max|min|object|opacity|order|overflow|padding|paint|position|right|row|shape|stroke|table|text|top|transform|vertical|visibility|white|width|word)/;

/** Controls, cursors and what is only read aloud. */
const NOT_PICTURED = "[data-chrome], [data-testid=chart-cursor], output, button";

/**
 * A picture of a drawing as it is seen now: the page's own markup with its computed styles, as an SVG picture, painted on a canvas at
 * twice its size, on the theme's ground, with its question above and its range below.
 * @param drawing legend and drawing, without title and buttons
 * @throws Error when the browser cannot paint it
 */
export async function chartPng(drawing: HTMLElement, caption: PngCaption): Promise<Blob> {
  const { width, height } = drawing.getBoundingClientRect();
  const size = {
    width: Math.ceil(width) + 2 * PADDING,
    height: Math.ceil(height) + HEADER + FOOTER + 2 * PADDING,
  };
  const source = await pictureSource(drawing, caption, size);
  const picture = new Image(size.width * SCALE, size.height * SCALE);
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = size.width * SCALE;
  canvas.height = size.height * SCALE;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser paints no canvas");
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is empty"))), "image/png"),
  );
}

async function pictureSource(
  drawing: HTMLElement,
  { question, subtitle, range }: PngCaption,
  { width, height }: { width: number; height: number },
): Promise<string> {
  const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const copy = copyWithStyles(drawing);
  copy.style.margin = "0";
  const text = (x: number, y: number, fill: string, content: string, more = "") =>
    `<text x="${x}" y="${y}" fill="${fill}" ${more}>${escape(content)}</text>`;
  const family = getComputedStyle(drawing).fontFamily.replaceAll('"', "'");
  const right = width - PADDING;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width * SCALE}" height="${height * SCALE}" viewBox="0 0 ${width} ${height}" font-family="${escape(family)}" font-size="12">`,
    `<style>${await fontFace()}</style>`,
    `<rect width="${width}" height="${height}" fill="${token("--surface")}"/>`,
    text(PADDING, PADDING + 13, token("--ink"), question, 'font-size="13" font-weight="600"'),
    subtitle ? text(right, PADDING + 13, token("--ink-3"), subtitle, 'text-anchor="end"') : "",
    `<foreignObject x="${PADDING}" y="${PADDING + HEADER}" width="${width - 2 * PADDING}" height="${height - 2 * PADDING - HEADER - FOOTER}">`,
    new XMLSerializer().serializeToString(copy),
    `</foreignObject>`,
    text(PADDING, height - PADDING + 2, token("--ink-3"), range, 'font-size="11"'),
    text(right, height - PADDING + 2, token("--ink-3"), "Recount", 'font-size="11" text-anchor="end"'),
    `</svg>`,
  ].join("");
}

/** The markup with what the stylesheets say about each element written into it. */
function copyWithStyles(element: HTMLElement): HTMLElement {
  const copy = element.cloneNode(true) as HTMLElement;
  const copies = [copy, ...copy.querySelectorAll<HTMLElement>("*")];
  for (const [i, original] of [element, ...element.querySelectorAll("*")].entries()) {
    const styles = getComputedStyle(original);
    let text = "";
    for (const name of styles) if (LOOKS.test(name)) text += `${name}:${styles.getPropertyValue(name)};`;
    copies[i]!.setAttribute("style", text);
    copies[i]!.removeAttribute("class");
  }
  for (const left of copy.querySelectorAll(NOT_PICTURED)) left.remove();
  return copy;
}

/** The page's typeface: a picture sees no stylesheet of the page around it. */
async function fontFace(): Promise<string> {
  const faces = [...document.styleSheets].flatMap((sheet) =>
    [...sheet.cssRules].filter((rule) => rule instanceof CSSFontFaceRule),
  );
  const latin = faces.find(
    ({ style }) =>
      /inter/i.test(style.getPropertyValue("font-family")) &&
      /U\+0{0,4}-0?0?FF/i.test(style.getPropertyValue("unicode-range")),
  );
  const address = latin && /url\("?([^")]+)"?\)/.exec(latin.style.getPropertyValue("src"))?.[1];
  if (!address) return "";
  const answer = await fetch(new URL(address, latin.parentStyleSheet?.href ?? location.href));
  if (!answer.ok) return "";
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return `@font-face{font-family:${latin.style.getPropertyValue("font-family")};font-weight:100 900;src:url(data:font/woff2;base64,${base64})}`;
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
