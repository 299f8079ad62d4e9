const REDACTED = "[redacted]";

const NAMES =
  "(?:[\\w.-]*[._-])?(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|api[-_]?key|api[-_]?token|access[-_]?token|refresh[-_]?token|client[-_]?secret|password|passwd)";

/** Each keeps what stands before the secret in its first group. */
const SECRETS: readonly RegExp[] = [
  // {"password": "…"}, password=…
  new RegExp(`("${NAMES}"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`, "gi"),
  new RegExp(`(\\b${NAMES}=)[^\\s&"']+`, "gi"),
  // {"key": "password", "value": {"stringValue": "…"}}
  new RegExp(
    `("key"\\s*:\\s*"${NAMES}"\\s*,\\s*"value"\\s*:\\s*\\{\\s*"stringValue"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*`,
    "gi",
  ),
  /(\b(?:Bearer|Basic)\s+)[\w+/.~=-]{8,}/gi,
  // Keys that say by their beginning what they are: ours, OpenAI's and Anthropic's, Langfuse's, LangSmith's, AWS's, GitHub's.
  /()\b(?:rk_[A-Za-z0-9]{16,}|(?:sk|pk)-[\w-]{16,}|lsv2_\w{16,}|AKIA[0-9A-Z]{16}|gh[pousr]_\w{20,})/g,
];

/**
 * Takes credentials out of text whose structure is not known: by the names before them and by how keys begin. What it cannot
 * recognise stays; for decoded values `redactSecrets` is the stricter one.
 */
export const redactText = (text: string): string =>
  SECRETS.reduce((rest, pattern) => rest.replace(pattern, `$1${REDACTED}`), text);
