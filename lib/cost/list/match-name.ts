import { isRegional } from "../list-names";
import type { ListedModel, Rule } from "./format";
import { dashedDate, stemOf } from "./snapshot";

/** A model of a list under a name, and whether the list says that very name. */
export interface NameHit {
  model: ListedModel;
  exact: boolean;
}

/** A segment before a model's name that says where it runs: its price is not that of the bare name. */
const PLACE =
  /^(?:us|eu|global|global-standard|data-zone|[a-z]{2}(?:-[a-z]+)+-\d|.*-x-.*|hd|standard|low|medium|high|claude_platform)$/;

/** A whole date, with or without a release. Shorter numbers may be versions: `mistral-large-2402` and `-2407` cost different things. */
const DATED = /[-@]20\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])(?:-v\d{1,2})?(?::\d{1,2})?$/;

const samePrices = (a: ListedModel, b: ListedModel): boolean =>
  a === b || JSON.stringify([a.prices, a.tiers]) === JSON.stringify([b.prices, b.tiers]);

/** What Amazon puts behind its own ids: a rule that says all the rest says the name. */
const RELEASE = /^(?:-20\d{6})?(?:-v\d{1,2}(?::\d{1,2})?)?$/;

/** `regional.…`: genai-prices has one price for all regions of Amazon's, which is not said of each of them. */
const isLumped = (model: ListedModel, name: string): boolean =>
  model.id.startsWith("regional.") && PROFILE.test(name);
const PROFILE = /^(?:us|eu|apac|au|ca|jp|sa|in|us-gov)\./;

/** One provider's models of one source, found by name. */
export class NameIndex {
  private readonly exact = new Map<string, ListedModel>();
  private readonly rules: { model: ListedModel; rule: Rule; pattern: RegExp | null }[] = [];

  /** By what is left of a snapshot's name without its marks; null: its snapshots cost different things. */
  private readonly snapshots = new Map<string, ListedModel | null>();

  constructor(models: readonly ListedModel[]) {
    for (const model of models) for (const name of model.names) this.claim(name, model);
    for (const model of models) this.claim(model.id.toLowerCase(), model);
    this.addShortNames(models);
    this.addUndatedNames(models);
    for (const model of models)
      for (const rule of model.rules ?? []) {
        const pattern = rule[0] === "pattern" ? rule[1] : rule[2];
        this.rules.push({ model, rule, pattern: pattern === undefined ? null : new RegExp(pattern) });
      }
  }

  /** "us.anthropic.claude-sonnet-4-5" means its snapshots, where all that the list has of them cost the same. */
  private addUndatedNames(models: readonly ListedModel[]): void {
    for (const model of models)
      for (const name of [
        ...model.names,
        ...(model.rules ?? []).flatMap(([kind, text]) => (kind === "pattern" ? [] : [text])),
      ]) {
        const stem = name.replace(DATED, "");
        if (stem === name) continue;
        const other = this.snapshots.get(stem);
        const agrees = other === undefined || (other !== null && samePrices(other, model));
        this.snapshots.set(stem, agrees ? (other ?? model) : null);
      }
  }

  private claim(name: string, model: ListedModel): void {
    if (!this.exact.has(name)) this.exact.set(name, model);
  }

  /** "llama-3.3-70b" for "meta-llama/llama-3.3-70b", where the provider has one of that name and it says no place. */
  private addShortNames(models: readonly ListedModel[]): void {
    const short = new Map<string, ListedModel | null>();
    for (const model of models)
      for (const name of model.names) {
        const [last, ...heads] = name.split("/").reverse();
        if (!last || heads.length === 0 || heads.some((head) => PLACE.test(head))) continue;
        const other = short.get(last);
        short.set(last, other === undefined || other === model ? model : null);
      }
    for (const [name, model] of short) if (model) this.claim(name, model);
  }

  /**
   * Exact names before all rules; of the rules the one that says most.
   * @param name in lower case
   */
  find(name: string): NameHit | null {
    const dashed = dashedDate(name);
    const exact = this.exact.get(name) ?? (dashed === null ? undefined : this.exact.get(dashed));
    if (exact) return { model: exact, exact: !isLumped(exact, name) };
    if (isRegional(name)) return null;
    const stem = stemOf(name).length;
    let best: { model: ListedModel; text: string } | null = null;
    let most = 0;
    for (const { model, rule, pattern } of this.rules) {
      const said =
        saidBy(rule, pattern, name, stem) || (dashed === null ? 0 : saidBy(rule, pattern, dashed, stem));
      if (said > most) {
        best = { model, text: rule[1] };
        most = said;
      }
    }
    if (!best) {
      const undated = this.snapshots.get(name);
      return undated ? { model: undated, exact: false } : null;
    }
    const { model, text } = best;
    const isAll = name.startsWith(text) && RELEASE.test(name.slice(text.length)) && !isLumped(model, name);
    return { model, exact: isAll };
  }
}

/**
 * How much of a name a rule says; 0: it does not mean it. What follows may only be marks of a snapshot, and what stands before
 * must end where a word ends: a beginning never crosses a version number (`claude-sonnet-5-5` is no `claude-sonnet-5`).
 * @param stem length of the name without such marks
 */
function saidBy(rule: Rule, pattern: RegExp | null, name: string, stem: number): number {
  const text = rule[1];
  if (rule[0] === "pattern") {
    const match = pattern?.exec(name);
    return match && match.index + match[0].length >= stem ? match[0].length : 0;
  }
  if (pattern !== null && !pattern.test(name)) return 0;
  const at = rule[0] === "starts" ? (name.startsWith(text) ? 0 : -1) : name.lastIndexOf(text);
  if (at < 0 || (at > 0 && text[0] !== "/" && /[a-z0-9_-]/.test(name.charAt(at - 1)))) return 0;
  const end = at + text.length;
  return (rule[0] === "ends" ? end === name.length : end >= stem) ? text.length : 0;
}

/** Whether a rule about makers means a name: `claude` in it, `gpt-` at its beginning. */
export function isMeant(rule: Rule, name: string): boolean {
  if (rule[0] === "pattern") return new RegExp(rule[1]).test(name);
  if (rule[0] === "starts") return name.startsWith(rule[1]);
  return rule[0] === "has" ? name.includes(rule[1]) : name.endsWith(rule[1]);
}
