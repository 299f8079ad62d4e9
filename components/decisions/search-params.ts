import { parseAsString } from "nuqs/server";

/** What the list of decisions keeps in its address: the words of the API, days for the range. */
export const decisionsParams = {
  subject: parseAsString.withDefault(""),
  outcome: parseAsString.withDefault(""),
  feature: parseAsString.withDefault(""),
  tool: parseAsString.withDefault(""),
  document: parseAsString.withDefault(""),
  document_version: parseAsString.withDefault(""),
  prompt_version: parseAsString.withDefault(""),
  reported: parseAsString.withDefault(""),
  missing: parseAsString.withDefault(""),
  since: parseAsString.withDefault(""),
  until: parseAsString.withDefault(""),
  cursor: parseAsString.withDefault(""),
};

type Word = keyof typeof decisionsParams;
export type DecisionsView = { [Name in Word]: string };

/** What of an address is the list's: the rest is the shell's. */
export const wordsOfView = (view: DecisionsView): [Word, string][] =>
  (Object.keys(decisionsParams) as Word[]).map((name) => [name, view[name].trim()]);

const DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;

/** The same as the API's query; what is no day and no choice counts as absent. The last day is part of it. */
export function queryOfView(view: DecisionsView, environment: string | null): URLSearchParams {
  const { since, until } = view;
  const query = new URLSearchParams();
  for (const [name, text] of wordsOfView(view)) {
    if (text === "" || name === "since" || name === "until" || name === "cursor") continue;
    if ((name === "reported" || name === "missing") && text !== "true" && text !== "false") continue;
    if (name === "document_version" && view.document.trim() === "") continue;
    query.append(name, text.slice(0, 512));
  }
  if (DAY.test(since) && !Number.isNaN(Date.parse(since))) query.set("from", since);
  if (DAY.test(until) && !Number.isNaN(Date.parse(until)))
    query.set("to", new Date(Date.parse(until) + DAY_MS).toISOString());
  if (environment !== null) query.set("environment", environment);
  return query;
}
