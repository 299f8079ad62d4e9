export interface ActionFailure {
  code: string;
  message: string;
  /** Messages by field. */
  fields: Record<string, string>;
}

/** What a server action answers. Thrown errors lose their message on the way to the browser in production; these do not. */
export type ActionResult<T = undefined> = { ok: true; value: T } | ({ ok: false } & ActionFailure);

/** For dialogs that wait for a promise: the value, or the failure's sentence as an error. */
export function valueOf<T>(result: ActionResult<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.message);
}
