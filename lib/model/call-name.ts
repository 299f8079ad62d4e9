/** What may stand between an operation and its model: "chat gpt-4o", "Chat Completion with 'gpt-4o'", "chat:gpt-4o". */
const JOINT = /(?:\s+with)?[\s:/|('"`-]*$/;
const ENDING = /[)'"`\s]*$/;

/**
 * A call's name without its model's: what a step of a workflow is called does not change with the model that does it.
 * The name itself where it does not end with a model, or is nothing else.
 */
export function callName(name: string, ...models: readonly (string | null)[]): string {
  for (const model of models) {
    if (model === null || model === "" || !name.includes(model)) continue;
    const bare = name.replace(ENDING, "");
    if (!bare.endsWith(model)) continue;
    const operation = bare.slice(0, -model.length).replace(JOINT, "");
    if (operation !== "") return operation;
  }
  return name;
}
