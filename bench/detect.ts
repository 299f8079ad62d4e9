import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";

import { newDetector, observe } from "@/lib/drift/series/detect-anomalies";
import { findChangePoints } from "@/lib/drift/series/find-change-points";
import { partition } from "@/lib/stats/change-points";
import { standardised } from "@/lib/stats/robust";
import { segmentsOf } from "@/lib/stats/segment-costs";

import { report } from "./report";

/**
 * Runs the default detectors over a folder of foreign series and writes their alarms as JSON, by series. Nothing but the rows is
 * read: no labels, no names, and a row of `nab` is answered before the next one is looked at.
 */
export async function benchDetect(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      format: { type: "string" },
      dir: { type: "string" },
      out: { type: "string" },
      by: { type: "string", default: "recount" },
    },
  });
  const { format, dir, out, by } = values;
  const read = format === undefined ? undefined : FORMATS[format];
  const detect = read?.detectors[by];
  if (!read || !detect || dir === undefined || out === undefined)
    throw new Error(
      "detect --format nab|tcpd --dir DIR --out FILE [--by recount|silence|pelt (pelt: tcpd only)]",
    );
  const alarms: Record<string, unknown[]> = {};
  const totals = { rows: 0, alarms: 0, microseconds: 0 };
  for (const name of await read.names(dir)) {
    const series = read.parse(await readFile(path.join(dir, name), "utf8"));
    if (!series) continue;
    const before = process.cpuUsage();
    const rows = detect(series);
    const used = process.cpuUsage(before);
    totals.microseconds += used.user + used.system;
    totals.rows += series.times.length;
    totals.alarms += rows.length;
    alarms[read.key(name)] = rows.map((row) => series.times[row]!);
  }
  await writeFile(out, JSON.stringify(alarms));
  report({
    name: `alarms of ${by} on ${format}`,
    value: totals.alarms,
    unit: "alarms",
    series: Object.keys(alarms).length,
    rows: totals.rows,
    cpu_us_a_row: totals.microseconds / Math.max(1, totals.rows),
  });
}

/** A series: what each row is called in the answer, when it was (milliseconds since 1970, or NaN), and its values by dimension. */
interface Series {
  times: (string | number)[];
  at: number[];
  dimensions: number[][];
}

/** The rows that a detector names. */
type Detect = (series: Series) => number[];

interface Format {
  names: (dir: string) => Promise<string[]>;
  /** Null for a file that is no series. */
  parse: (text: string) => Series | null;
  key: (name: string) => string;
  detectors: Partial<Record<string, Detect>>;
}

const filesOf = async (dir: string, extension: string): Promise<string[]> =>
  (await readdir(dir, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort();

const silence: Detect = () => [];

const FORMATS: Partial<Record<string, Format>> = {
  nab: {
    names: (dir) => filesOf(dir, ".csv"),
    parse: parseCsv,
    key: (name) => name,
    detectors: {
      recount: ({ at, dimensions: [values = []] }) => {
        const detector = newDetector();
        return values.flatMap((value, row) => (observe(detector, at[row]!, value).alarm ? [row] : []));
      },
      silence,
    },
  },
  tcpd: {
    names: (dir) => filesOf(dir, ".json"),
    parse: parseJson,
    key: (name) => path.basename(name, ".json"),
    detectors: { recount: ({ dimensions }) => findChangePoints(dimensions), silence, pelt },
  },
};

/** The floor: levels only, the whole variance as noise, three logarithms of the number of rows a change. */
function pelt({ dimensions: [values = []] }: Series): number[] {
  const { level } = segmentsOf(standardised(values));
  return partition(values.length, level, { penalty: 3 * Math.log(values.length), least: 2 });
}

/** What a cell says; NaN where it says no number. */
const numberOf = (cell: unknown): number =>
  typeof cell === "number"
    ? cell
    : typeof cell === "string" && cell.trim() !== ""
      ? Number(cell)
      : Number.NaN;

/** Rows of `timestamp,value` under a header; times as written. */
function parseCsv(text: string): Series | null {
  const [header = "", ...rows] = text.trim().split(/\r?\n/);
  if (!header.startsWith("timestamp,")) return null;
  const cells = rows.map((row) => row.split(","));
  const times = cells.map(([time = ""]) => time.trim());
  return {
    times,
    at: times.map((time) =>
      Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time.replace(" ", "T")}Z`),
    ),
    dimensions: [cells.map(([, value]) => numberOf(value))],
  };
}

/** A document of the Turing Change Point Dataset: rows are called by their index. */
function parseJson(text: string): Series | null {
  const { series } = JSON.parse(text) as { series?: { raw: unknown[] }[] };
  if (!Array.isArray(series) || series.length === 0) return null;
  const dimensions = series.map(({ raw }) => raw.map(numberOf));
  const times = dimensions[0]!.map((_, row) => row);
  return { times, at: times.map(() => Number.NaN), dimensions };
}
