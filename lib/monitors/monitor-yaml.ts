import { parseDocument, stringify } from "yaml";

import { Failure } from "@/lib/errors";

import type { Monitor } from "./definition";

/** Editors check the file by it, and complete words. @param url address of this instance */
const head = (url: string): string => `# yaml-language-server: $schema=${url}/api/monitors.schema.json\n`;

/** Monitors as a file that people keep beside their code. Readers of YAML 1.1 take 24:00 for a number of minutes: it is quoted. */
export const toYaml = (file: { monitors: readonly Monitor[] }, url: string): string =>
  head(url) + stringify(file, { lineWidth: 120, compat: "yaml-1.1" });

/** What such a file says; {@link applyMonitors} checks it. @throws Failure bad_request that names the line */
export function fromYaml(text: string): unknown {
  const document = parseDocument(text);
  const [wrong] = document.errors;
  if (wrong !== undefined)
    throw new Failure("bad_request", `The file is not YAML: ${wrong.message.split("\n")[0]}`, {
      cause: wrong,
    });
  return document.toJS({ maxAliasCount: 100 });
}
