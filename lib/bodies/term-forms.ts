const json = (text: string): string => JSON.stringify(text).slice(1, -1);
/** As clients write JSON that keep to ASCII (Python's json.dumps): everything beyond it as \uXXXX. */
const ascii = (text: string): string =>
  json(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/**
 * How a text may stand in what is stored: as it is, as it is escaped in JSON, in JSON that is a string of JSON, with all beyond
 * ASCII escaped; with accents as one character or two. A text that is escaped itself is looked for as what it stands for, too.
 * @returns each once, the text itself first
 */
export function formsOf(text: string): string[] {
  const said = [text, unescaped(text)].flatMap((one) =>
    one === null ? [] : [one, one.normalize("NFC"), one.normalize("NFD")],
  );
  const escapes = [
    (one: string) => one,
    json,
    ascii,
    (one: string) => json(json(one)),
    (one: string) => json(ascii(one)),
  ];
  return [...new Set(escapes.flatMap((escape) => said.map(escape)))];
}

function unescaped(text: string): string | null {
  if (!text.includes("\\")) return null;
  try {
    return JSON.parse(`"${text.replaceAll(/(?<!\\)"/g, '\\"')}"`) as string;
  } catch {
    return null;
  }
}
