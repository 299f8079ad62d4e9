import { type Kind, KIND } from "./block";

/**
 * Blackens a passage wherever it stands in a body: a block character for each of its characters, so that every string keeps its
 * length, which is what the span as it was sent refers by (lib/sent/body-strings.ts). Quotes, backslashes and line ends of the
 * passage stay, so that JSON within it stays JSON.
 */

const BLACK = "█";
/** Fewer letters and digits would stand everywhere. */
export const FEWEST_LETTERS = 3;

/** Keys of what bodies are made of, which are no text of anybody's. */
const OUR_KEYS = new Set(
  (
    "role content name tool_calls tool_call_id id type text arguments function metadata updated_at tools parameters message stack " +
    "attributes events links value uri file_id bytes modality mime_type transcript signature encrypted a u e l s $ $j"
  ).split(" "),
);

/** JSON escapes it. */
const stays = (unit: string): boolean => unit < " " || unit === '"' || unit === "\\";
/** An escape as JSON has it, however deep it is nested, or any one character. */
const UNIT = /\\+(?:u[0-9a-fA-F]{4}|["\\/bfnrt])|[^]/g;
/** A string of JSON and whether it is a key, or a number. */
const TOKEN = /"(?:[^"\\]|\\.)*"(?=(\s*:)?)|-?\d[\d.eE+-]*/gs;

/** The passage as it stands in texts that quote it: each character plain, or escaped as JSON does, once or several times. */
export class Passage {
  private readonly pattern: RegExp;
  /** Parts of it that stand in every one of these forms as they are. */
  readonly plainParts: string[];
  private readonly hasQuotes: boolean;

  /** @param text with {@link FEWEST_LETTERS} letters or digits at least */
  constructor(text: string) {
    this.pattern = new RegExp(
      Array.from({ length: text.length }, (_, at) => unitPattern(text[at] as string)).join(""),
      "g",
    );
    this.hasQuotes = text.includes('"');
    this.plainParts = text.match(/[A-Za-z0-9 _.,:;!?()@*+=#%$~^|-]+/g) ?? [];
  }

  isIn(text: string): boolean {
    this.pattern.lastIndex = 0;
    return this.pattern.test(text);
  }

  /** The body without it; null: it does not hold it. */
  redacted(kind: Kind, text: string): string | null {
    if (!this.isIn(text)) return null;
    const isStructure = kind === KIND.json || isSent(text);
    let redacted = isStructure ? this.inJson(text) : this.inText(text);
    // It goes across the strings of the JSON, which is none any more afterwards.
    if (this.hasQuotes && this.isIn(redacted)) redacted = this.inText(redacted);
    return redacted === text ? null : redacted;
  }

  inText(text: string): string {
    return text.replace(this.pattern, (found) =>
      found.replace(UNIT, (unit) => {
        if (unit.length > 1) return /u[0-9a-fA-F]{4}$/.test(unit) ? BLACK.repeat(unit.length) : unit;
        return stays(unit) ? unit : BLACK;
      }),
    );
  }

  /** Only strings change, and no key that is ours; a number that holds it becomes a string of the same length. */
  private inJson(text: string): string {
    return text.replace(TOKEN, (token, key: string | undefined) => {
      if (!token.startsWith('"'))
        return this.isIn(token) ? `"${this.inText(token).slice(0, -2).replaceAll(/[^█]/g, BLACK)}"` : token;
      const value = JSON.parse(token) as string;
      if (!this.isIn(value) || (key !== undefined && OUR_KEYS.has(value))) return token;
      return JSON.stringify(this.inText(value));
    });
  }
}

/** What a unit of UTF-16 looks like: itself, or behind any number of backslashes. */
function unitPattern(unit: string): string {
  const code = unit.charCodeAt(0).toString(16).padStart(4, "0");
  const digits = [...code]
    .map((digit) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit))
    .join("");
  const itself = /[\w ]/.test(unit) ? unit : `\\u${code}`;
  if (/[\w ]/.test(unit)) return itself;
  const short = { "\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f" }[unit];
  const escapes = [`\\\\+u${digits}`];
  if (short !== undefined) escapes.push(`\\\\+${short}`);
  if (unit === '"' || unit === "/") escapes.push(`\\\\+${itself}`);
  if (unit === "\\") return "\\\\+";
  return `(?:${itself}|${escapes.join("|")})`;
}

/** A span as it was sent (lib/sent): a text that has to stay JSON. */
function isSent(text: string): boolean {
  if (!text.startsWith('{"a":[')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
