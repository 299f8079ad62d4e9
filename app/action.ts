import { asFailure } from "@/lib/http/respond";

/** What a server action answers. Thrown errors lose their message on the way to the browser in production; these do not. */
export type ActionResult<T = undefined> =
  | { ok: true; value: T }
  | {
      ok: false;
      code: string;
      message: string;
      /** Messages by field. */
      fields: Record<string, string>;
    };

/** Runs a verb for a server action and turns its failure into an answer; what nobody foresaw is logged and not shown. */
export async function answer<T>(verb: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, value: await verb() };
  } catch (error) {
    if (isNavigation(error)) throw error;
    const { code, message, details } = asFailure(error);
    return { ok: false, code, message, fields: Object.fromEntries(details.map((d) => [d.path, d.message])) };
  }
}

/** redirect() and notFound() travel as errors that the framework must see. */
const isNavigation = (error: unknown): boolean =>
  error instanceof Error && "digest" in error && String(error.digest).startsWith("NEXT_");
