/**
 * The models of a trace, each once: a name that was asked for ("gpt-4o") is left out beside the dated one that answered
 * ("gpt-4o-2024-08-06").
 */
export const modelNames = (models: readonly string[]): string[] =>
  models.filter(
    (model) =>
      !models.some((other) => other.startsWith(`${model}-`) && /^\d/.test(other.slice(model.length + 1))),
  );
