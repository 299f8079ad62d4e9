/** An answer, whole. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

export const jsonReply = (value: unknown, status = 200, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: Buffer.from(JSON.stringify(value)),
});
