import type { ToldCourse } from "../course";
import { minuteOf } from "../message";

/** CSS pixels; the picture has twice as many. */
export const PICTURE = { width: 560, height: 150 };
const MARGIN = 12;

/** On white of its own, so that it is legible in a dark mail too. */
const COLOURS = {
  paper: "#ffffff",
  edge: "#d0d5dd",
  usual: "#d6e4f7",
  usualEdge: "#7a9cc6",
  seen: "#1d2939",
};
const MARKS = { began: "#b54708", found: "#b42318" };

/** What is seen, in words. */
export function wordsOf({ name, from, step_ms, values, expected, began_at, found_at }: ToldCourse): string {
  const until = new Date(Date.parse(from) + (values.length - 1) * step_ms).toISOString();
  return [
    `${name} from ${minuteOf(from)} to ${minuteOf(until)}`,
    ...(expected === null ? [] : [expected.words]),
    `began ${minuteOf(began_at)}`,
    `found ${minuteOf(found_at)}`,
  ].join(", ");
}

export const legendOf = ({ expected, began_at, found_at }: ToldCourse): string =>
  [
    ...(expected === null
      ? []
      : [`${expected.high > expected.low ? "Shaded" : "Dotted"}: ${expected.words}`]),
    `Dashed line: began ${minuteOf(began_at)}`,
    `Red line: found ${minuteOf(found_at)}`,
  ].join(" · ");

/** The course as SVG: what is expected as a band or a line, what was seen, and marks of when it began and was found. */
export function svgOf({ from, step_ms, values, expected, began_at, found_at }: ToldCourse): string {
  const { width, height } = PICTURE;
  const known = values.filter((value) => value !== null);
  const all = [...known, ...(expected === null ? [] : [expected.low, expected.high])];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const fromMs = Date.parse(from);
  const untilMs = Math.max(fromMs + (values.length - 1) * step_ms, Date.parse(found_at));
  const x = (ms: number): string =>
    (MARGIN + ((ms - fromMs) / Math.max(untilMs - fromMs, 1)) * (width - 2 * MARGIN)).toFixed(1);
  const y = (value: number): string =>
    (height - MARGIN - (high === low ? 0.5 : (value - low) / (high - low)) * (height - 2 * MARGIN)).toFixed(
      1,
    );
  const mark = (at: string, colour: string, dashes: string): string => {
    const ms = Math.min(Math.max(Date.parse(at), fromMs), untilMs);
    return Number.isNaN(ms)
      ? ""
      : `<line x1="${x(ms)}" x2="${x(ms)}" y1="4" y2="${height - 4}" stroke="${colour}" stroke-width="1.5"${dashes}/>`;
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="4" fill="${COLOURS.paper}" stroke="${COLOURS.edge}"/>`,
    expected === null ? "" : expectedSvg(Number(y(expected.high)), Number(y(expected.low))),
    ...linesOf(values).map((line) =>
      lineSvg(line.map(([index, value]) => [x(fromMs + index * step_ms), y(value)])),
    ),
    mark(began_at, MARKS.began, ' stroke-dasharray="4 3"'),
    mark(found_at, MARKS.found, ""),
    "</svg>",
  ].join("");
}

function expectedSvg(top: number, bottom: number): string {
  const [left, right] = [MARGIN, PICTURE.width - MARGIN];
  if (bottom - top < 1)
    return `<line x1="${left}" x2="${right}" y1="${top}" y2="${top}" stroke="${COLOURS.usualEdge}" stroke-width="1.5" stroke-dasharray="2 3"/>`;
  return `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" fill="${COLOURS.usual}"/>`;
}

/** Where nothing is known there is a gap. */
function linesOf(values: ToldCourse["values"]): [index: number, value: number][][] {
  const lines: [number, number][][] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    const before = values[index - 1];
    if (index === 0 || before === null || before === undefined) lines.push([]);
    lines.at(-1)?.push([index, value]);
  });
  return lines;
}

const lineSvg = (points: [x: string, y: string][]): string =>
  points.length === 1
    ? `<circle cx="${points[0]?.[0]}" cy="${points[0]?.[1]}" r="2" fill="${COLOURS.seen}"/>`
    : `<polyline fill="none" stroke="${COLOURS.seen}" stroke-width="2" stroke-linejoin="round" points="${points.map((point) => point.join(",")).join(" ")}"/>`;
