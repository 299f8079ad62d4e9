/**
 * A step's name as people read it: OpenTelemetry puts the operation before it ("invoke_agent OrderAgent", "execute_tool search"),
 * which the step's kind says already. The name as it was sent stays in the raw data and on hover.
 */
export const shownName = (name: string): string =>
  name.replace(/^(?:invoke_agent|execute_tool)\s+(?=\S)/, "");
