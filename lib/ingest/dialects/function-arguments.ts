import { isObject } from "@/lib/model/json";
import type { Json } from "@/lib/model/json";

import { jsonOrText } from "@/lib/model/json-text";

/** What a decorated function was called with, `{"args": […], "kwargs": {…}}`: a single argument stands for itself. */
export function argumentsOf(value: Json | undefined): Json | undefined {
  if (
    !isObject(value) ||
    !Array.isArray(value.args) ||
    Object.keys(value).some((key) => key !== "args" && key !== "kwargs")
  )
    return value;
  const named = isObject(value.kwargs) && Object.keys(value.kwargs).length > 0;
  if (named && value.args.length === 0) return value.kwargs;
  if (!named && value.args.length === 1) return jsonOrText(value.args[0] ?? null);
  return named ? value : value.args;
}
