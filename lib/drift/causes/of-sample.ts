import { clientVersions } from "./client-version";
import { documentSets } from "./document-set";
import { indexVersions } from "./index-version";
import type { Property, Sample, Sampled } from "./sampled";
import { toolSets } from "./tool-set";
import { userVolume } from "./user-volume";
import type { Weighed } from "./weigh";

/** What is asked of interactions that were drawn; a new question is a new file and a line here. */
const QUESTIONS = [toolSets, documentSets, indexVersions, clientVersions, userVolume];
/** With less from earlier nobody knows what was there. */
const LEAST_EARLIER = 50;
/** Of fewer nothing is asked. */
const LEAST_SINCE = 10;

/** What is true of some of the interactions that were drawn, as it is weighed; nothing where none were. */
export const weighedOfSample = (sample: Sample | null, more: readonly Property[] = []): Weighed[] =>
  sample === null
    ? []
    : [...more, ...QUESTIONS.flatMap((question) => question(sample))].flatMap((property) =>
        weighedOf(property, sample),
      );

function weighedOf(property: Property, { earlier, edge, since, measure }: Sample): Weighed[] {
  const { has, isKnown = () => true, isAgainstEarlier = false } = property;
  const [known, recent, now] = [earlier, edge, since].map((some) => some.filter(isKnown)) as [
    Sampled[],
    Sampled[],
    Sampled[],
  ];
  const own = now.filter(has);
  if (own.length < LEAST_SINCE) return [];
  const before = isAgainstEarlier ? recent : [...known, ...recent];
  const side = (some: readonly Sampled[]) => ({ interactions: some.length, statistics: measure(some) });
  const isNew = !isAgainstEarlier && known.length >= LEAST_EARLIER && !known.some(has);
  return [
    {
      ...property,
      before: side(before.filter(has)),
      after: side(own),
      rest: {
        before: side(before.filter((one) => !has(one))),
        after: side(now.filter((one) => !has(one))),
      },
      firstSeenMs: isNew
        ? Math.min(...[...recent.filter(has), ...own].map(({ startedMs }) => startedMs))
        : null,
      mayGrow: true,
      recently: { part: recent.filter(has).length, whole: recent.length },
      isVolume: property.isVolume ?? false,
    },
  ];
}
