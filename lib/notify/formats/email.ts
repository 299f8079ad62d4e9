import { PICTURE } from "./course-svg";
import type { Picture } from "./picture";
import { cut, type MessagePayload, type Notice, type Tone, TONE_MARKS, TONE_WORDS } from "../message";

const COLOURS: Record<Tone, string> = {
  alert: "#b42318",
  warning: "#b54708",
  resolved: "#067647",
  info: "#344054",
};

const SUBJECT = 200;

export interface Mail {
  subject: string;
  text: string;
  html: string;
}

/** A picture within the mail, by its `cid`. */
export type Inline = Picture & { cid: string };

/** A mail without scripts or anything that is fetched when it is read. @param picture of the course; null: without */
export function mailOf(notice: Notice, payload: MessagePayload, picture: Inline | null = null): Mail {
  const mark = notice.tone === "resolved" ? "" : `${TONE_MARKS[notice.tone]} `;
  return {
    subject: cut(oneLine(`[${payload.project}] ${mark}${notice.title}`), SUBJECT),
    text: textOf(notice),
    html: htmlOf(notice, picture),
  };
}

/** A line break in a subject would begin another header. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ");

const textOf = (notice: Notice): string =>
  [
    `${TONE_WORDS[notice.tone]}: ${notice.title}`,
    "",
    ...notice.facts.map(({ label, value }) => `${label}: ${value}`),
    ...(notice.sparkline === null ? [] : ["", notice.sparkline]),
    ...(notice.points.length === 0
      ? []
      : ["", ...notice.points.flatMap(({ text, link }) => [`- ${text}`, ...(link ? [`  ${link}`] : [])])]),
    "",
    notice.link,
    "",
  ].join("\n");

/** Styles stand at the elements: mail programs drop all others. */
const htmlOf = (notice: Notice, picture: Inline | null): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${escaped(notice.title)}</title></head>
<body style="margin:0;padding:24px;font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:15px;line-height:1.5">
<div style="max-width:600px;border-left:4px solid ${COLOURS[notice.tone]};padding-left:16px">
<p style="margin:0;color:${COLOURS[notice.tone]};font-weight:600">${TONE_WORDS[notice.tone]}</p>
<h1 style="margin:0 0 12px;font-size:19px;line-height:1.3">${escaped(notice.title)}</h1>
<table role="presentation" style="border-collapse:collapse">${notice.facts.map(factRow).join("")}</table>
${picture === null ? sparklineOf(notice) : pictureHtml(picture)}
${notice.points.length === 0 ? "" : `<ul style="margin:12px 0 0;padding-left:20px">${notice.points.map(pointItem).join("")}</ul>`}
<p style="margin:16px 0 0"><a href="${escaped(notice.link)}">Open in Recount</a></p>
</div></body></html>
`;

const sparklineOf = ({ sparkline }: Notice): string =>
  sparkline === null
    ? ""
    : `<p style="margin:12px 0 0;font-family:monospace;font-size:18px">${sparkline}</p>`;

const pictureHtml = ({ cid, alt, legend }: Inline): string =>
  `<p style="margin:12px 0 0"><img src="cid:${cid}" width="${PICTURE.width}" height="${PICTURE.height}" alt="${escaped(alt)}" style="display:block;max-width:100%;height:auto"></p>
<p style="margin:4px 0 0;font-size:13px;opacity:.7">${escaped(legend)}</p>`;

const factRow = ({ label, value }: Notice["facts"][number]): string =>
  `<tr><td style="padding:2px 16px 2px 0;opacity:.7;vertical-align:top">${escaped(label)}</td><td style="padding:2px 0">${escaped(value)}</td></tr>`;

const pointItem = ({ text, link }: Notice["points"][number]): string =>
  `<li>${link === null ? escaped(text) : `<a href="${escaped(link)}">${escaped(text)}</a>`}</li>`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
