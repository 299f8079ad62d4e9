import { sameModel } from "@/lib/model/model-name";

/** Which calls a budget counts: all conditions that are given must hold. */
export interface Scope {
  environment: string | null;
  feature: string | null;
  model: string | null;
  /** As it was chosen: a fingerprint, or name@version. */
  promptVersion: string | null;
  user: string | null;
  /** Each user has the ceiling. */
  everyUser: boolean;
}

/** What is known of a call that is about to be made. */
export interface Call {
  environment?: string | undefined;
  feature?: string | undefined;
  model?: string | undefined;
  prompt_version?: string | undefined;
  user?: string | undefined;
}

/**
 * Whether a budget concerns a call. What the caller does not say does not match a budget that asks for it: nobody is stopped
 * by a ceiling that may not be theirs.
 * @param aliases every word for the budget's prompt version
 */
export function concerns(scope: Scope, call: Call, aliases: readonly string[]): boolean {
  const holds = (wanted: string | null, said: string | undefined): boolean =>
    wanted === null || wanted === said;
  return (
    holds(scope.environment, call.environment) &&
    holds(scope.feature, call.feature) &&
    holds(scope.model, call.model === undefined ? undefined : sameModel(call.model)) &&
    holds(scope.user, call.user) &&
    (!scope.everyUser || (call.user !== undefined && call.user !== "")) &&
    (scope.promptVersion === null ||
      (call.prompt_version !== undefined && aliases.includes(call.prompt_version)))
  );
}

/** Whose sum a call counts for. */
export const holderOf = (scope: Pick<Scope, "everyUser">, call: Call): string =>
  scope.everyUser ? (call.user ?? "") : "";

/** In words: "production, feature support, each user"; "the whole project". */
export function scopeText(scope: Scope): string {
  const words = [
    scope.environment,
    scope.feature && `feature ${scope.feature}`,
    scope.model && `model ${scope.model}`,
    scope.promptVersion && `prompt ${scope.promptVersion}`,
    scope.user && `user ${scope.user}`,
    scope.everyUser && "each user",
  ].filter((word): word is string => Boolean(word));
  return words.length === 0 ? "the whole project" : words.join(", ");
}
