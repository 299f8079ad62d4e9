import { mostFrequent, type Property, type Sample, type Sampled } from "./sampled";

/** Was the model offered other tools than before, or the same ones defined otherwise? Where nothing says what was offered: did other tools run? */
export function toolSets(sample: Sample): Property[] {
  const { earlier, since } = sample;
  const offers = since.filter(({ tools }) => tools !== null).length;
  if (2 * offers < since.length) return toolsThatRun(sample);
  const [usual] = mostFrequent(earlier, setsOf, 1);
  const before = earlier.find(({ tools }) => tools !== null && textOf(tools) === usual)?.tools;
  return mostFrequent(since, setsOf, 8).flatMap((set): Property[] => {
    const tools = since.find((one) => one.tools !== null && textOf(one.tools) === set)?.tools;
    if (!tools || !before) return [];
    const label = differenceOf(before, tools);
    return [
      {
        dimension: "tool_set",
        value: [...tools.keys()].toSorted().join(", "),
        label,
        name: `Tool set ${label}`,
        has: (one) => one.tools !== null && textOf(one.tools) === set,
        isKnown: (one) => one.tools !== null,
      },
    ];
  });
}

const toolsThatRun = ({ since }: Sample): Property[] =>
  mostFrequent(since, ({ interaction }) => interaction.tools.map(({ name }) => name), 8).map((tool) => ({
    dimension: "tool_set",
    value: tool,
    label: tool,
    name: `Tool ${tool}`,
    has: ({ interaction }) => interaction.tools.some(({ name }) => name === tool),
  }));

const textOf = (tools: ReadonlyMap<string, string>): string => JSON.stringify([...tools].toSorted());
const setsOf = ({ tools }: Sampled): string[] => (tools === null ? [] : [textOf(tools)]);

/** "with refund, without lookup, another definition of search". */
function differenceOf(before: ReadonlyMap<string, string>, tools: ReadonlyMap<string, string>): string {
  const names = (said: string, some: string[]): string[] =>
    some.length === 0
      ? []
      : [`${said} ${some.slice(0, 4).join(", ")}${some.length > 4 ? ` and ${some.length - 4} more` : ""}`];
  const [now, then] = [[...tools.keys()], [...before.keys()]];
  const parts = [
    ...names(
      "with",
      now.filter((name) => !before.has(name)),
    ),
    ...names(
      "without",
      then.filter((name) => !tools.has(name)),
    ),
    ...names(
      "with another definition of",
      now.filter((name) => before.has(name) && before.get(name) !== tools.get(name)),
    ),
  ];
  return parts.length === 0 ? "as usual" : parts.join(", ");
}
