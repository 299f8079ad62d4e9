/** Why something in a request cannot be kept; the rest of the request is. */
export interface Refusal {
  /** Stable word. */
  code: string;
  message: string;
  /** What was sent. */
  item?: unknown;
}

export const isRefusal = (value: object): value is Refusal => "code" in value && "message" in value;
