/** 32 hex digits, with or without the dashes of a UUID, as people paste them; undefined when it is not a trace id. */
export function parseTraceId(text: string): string | undefined {
  const hex = text.trim().toLowerCase().replaceAll("-", "");
  return /^[0-9a-f]{32}$/.test(hex) && !/^0+$/.test(hex) ? hex : undefined;
}
