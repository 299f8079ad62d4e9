import { isObject, type Json } from "@/lib/model/json";

import { type Deed, DEEDS, LIGHT, LIGHT_ACCENTED, LIGHT_BARE } from "./action-words";
import { fold } from "./facts";
import { sentencesOf } from "./sentences";

/** Something that an answer says has been done. */
export interface ClaimedAction {
  deed: Deed;
  /** The word that says it. */
  word: string;
  /** The sentence. */
  text: string;
  start: number;
  /** "I have cancelled": done by who speaks; false: "has been cancelled", which may report what somebody else did. */
  own: boolean;
}

/** A tool that ran. */
export interface ToolCallSeen {
  /** Of its span, or of the message that tells it. */
  id: string;
  name: string;
  arguments: Json;
  result: Json;
  failed: boolean;
}

export interface CheckedAction extends ClaimedAction {
  /** `done`: a tool that does this succeeded. `reported`: a result says that it is so. `ghost`: neither. */
  state: "done" | "reported" | "ghost";
  /** The tool call that did it, or tells it. */
  by: string | null;
  /** Tools of this kind that were called and failed. */
  failedTools: string[];
}

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ""));

const NEGATIONS =
  set(`not never no none nobody nothing neither nor without cannot unable failed fails couldn wasn weren haven hasn didn unsuccessfully
  nicht kein keine keinen keiner nie niemals ohne
  nunca ningun ninguna sin tampoco jamas
  ne pas jamais rien aucun aucune sans nada nadie nichts niemand`);
const MODALS =
  set(`will would can could should may might must shall to going gonna need needs want wants like let please able
  werde wird werden wirst konnen kann konnte konnten mochte mochten soll sollen sollte muss mussen wollen will wurden-konj
  voy va vamos puedo podria podemos debe debo quiere quieres desea sera seran seria
  vais va allons peux peut pourrais pourrait pouvons voulez veux souhaitez dois doit sera seront serait`);
const CONDITIONS =
  set(`if once when whenever until unless whether after before upon should in-case assuming provided
  wenn falls sobald bevor nachdem ob sofern bis
  si cuando hasta antes despues
  quand lorsque lorsqu des avant apres`);
const REPORTS =
  set(`looks appear shows show showing indicates indicate see sees says said states stated mentioned noticed according seems appears assume understand understood
  told believe think regret wonder sorry
  zeigt sehe laut offenbar anscheinend erwahnt
  muestra veo parece segun indica menciono
  montre vois semble selon indique mentionne`);
const HISTORY =
  set(`originally previously initially formerly yesterday ago last earlier already-before ursprunglich fruher gestern zuvor
  originalmente anteriormente ayer anterior initialement precedemment hier`);
const SURE = set(`now already successfully officially hereby just all fully completely
  nun jetzt bereits erfolgreich hiermit soeben
  ya ahora correctamente exito exitosamente
  desormais maintenant bien deja succes`);
const DETERMINERS = set(
  `the a an your my our this that these any each der die das den dem ein eine ihr ihre el la los las su un una le les votre ce cette`,
);
const OURS = set("i we ich wir yo nosotros je j nous on");
const OUR_NOUNS = set(
  "team system agent department assistant office staff specialist colleague equipo sistema equipe systeme abteilung",
);
const OTHERS =
  set(`you he she they who which that customer user airline passenger carrier bank merchant sender
  du er sie ihr kunde fluggesellschaft welche der-kunde
  usted ustedes tu el ella ellos cliente aerolinea que
  vous tu il elle ils elles client compagnie qui`);

/** What stands before a form and makes it a past: by the words of each language. */
const HAVE = set("have has had habe haben hat he hemos ha han ai avons ont");
const HAVE_BEEN = set("been worden sido ete");
const WAS = set("was were got wurde wurden fue fueron");
const IS = set("is are ist sind esta estan queda quedo quedaron est sont stands");
const BE = set("be being sein ser etre get");
/** A thing of which one says that it is so once it has been done. */
const STATES =
  set(`booked rebooked confirmed cancelled canceled reserved refunded completed complete done processed approved submitted activated
  storniert gebucht umgebucht bestatigt erledigt erstattet genehmigt
  cancelado cancelada reservado reservada confirmado confirmada reembolsado aprobado aprobada
  annule annulee reserve reservee confirme confirmee rembourse remboursee approuve`);

const HELD = new Map<string, Deed>();
const ACCENTED = new Map<string, Deed>();
const BARE = new Map<string, Deed>();
const NOUNS = new Map<string, Deed>();
for (const [deed, words] of Object.entries(DEEDS) as [Exclude<Deed, "do">, (typeof DEEDS)["book"]][]) {
  for (const word of words.done) if (!HELD.has(word)) HELD.set(word, deed);
  for (const word of words.accented) ACCENTED.set(word, deed);
  for (const word of words.bare) BARE.set(word, deed);
  for (const word of words.nouns) if (!NOUNS.has(word)) NOUNS.set(word, deed);
}

interface Token {
  raw: string;
  word: string;
  /** What stands between it and the token before it. */
  gap: string;
}

const CONTRACTIONS: [RegExp, string][] = [
  [/[’`´]/g, "'"],
  [/\b(can)not\b|\bcan't\b/gi, "can not"],
  [/\bwon't\b/gi, "will not"],
  [/n't\b/gi, " not"],
  [/'ve\b/gi, " have"],
  [/'ll\b/gi, " will"],
  [/'re\b/gi, " are"],
  [/'m\b/gi, " am"],
  [/'d\b/gi, " would"],
  [/\b(it|that|there|everything)'s\b/gi, "$1 is"],
  [/'s (been|now|already)\b/gi, " has $1"],
  [/\b(j|n|m|t|s|l|d|qu)'(?=\p{L})/giu, "$1 "],
];

function tokensOf(sentence: string): Token[] {
  const plain = CONTRACTIONS.reduce((text, [pattern, by]) => text.replace(pattern, by), sentence).replace(
    /[*_`"“”]/g,
    "",
  );
  const tokens: Token[] = [];
  let end = 0;
  for (const match of plain.matchAll(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu)) {
    const raw = match[0].toLowerCase();
    tokens.push({ raw, word: fold(raw), gap: plain.slice(end, match.index) });
    end = match.index + match[0].length;
  }
  tokens.push({ raw: "", word: "", gap: plain.slice(end) });
  return tokens;
}

/**
 * What an answer says has been done: pasts and perfects of whoever speaks, passives, and "Refund issued." Questions, offers,
 * promises, conditions, denials, what the reader did and what is told of others are none.
 */
export function actionsOf(answer: string): ClaimedAction[] {
  return sentencesOf(answer).flatMap(({ text, start }) => {
    if (/[?？]["”’)\]*\s]*$/.test(text)) return [];
    const tokens = tokensOf(text);
    const found = new Map<Deed, ClaimedAction>();
    for (let at = 0; at < tokens.length - 1; at++) {
      const claim = claimAt(tokens, at);
      if (claim !== null && !found.has(claim.deed))
        found.set(claim.deed, { ...claim, word: (tokens[at] as Token).raw, text, start });
    }
    // "Processed" of which nobody says what, beside a deed that is named, is that deed.
    if (found.size > 1) found.delete("do");
    return [...found.values()];
  });
}

function claimAt(tokens: readonly Token[], at: number): Pick<ClaimedAction, "deed" | "own"> | null {
  const { raw, word } = tokens[at] as Token;
  const clause = clauseBefore(tokens, at);
  const bare = BARE.get(word) ?? (LIGHT_BARE.has(word) ? "do" : undefined);
  if (bare !== undefined && HELD.get(word) === undefined) {
    if (!goesAhead(clause)) return null;
    return { deed: bare === "do" ? nounDeed(tokens, at) : bare, own: true };
  }
  if (/^(?:taken|took)$/.test(word) && (tokens[at + 1] as Token).word === "care") {
    const own = ownness(tokens, at, clause);
    return own === null ? null : { deed: nounDeed(tokens, at), own };
  }
  const follows = tokens.slice(at + 1, at + 6).map((token) => token.word);
  // "Passed on", "mis à jour": two words of one deed.
  const pair: Deed | null =
    word === "passed" && follows.some((one) => /^(?:on|along|over)$/.test(one))
      ? "transfer"
      : /^mise?s?$/.test(word) && follows[0] === "a" && follows[1] === "jour"
        ? "change"
        : null;
  if (pair !== null) {
    const own = ownness(tokens, at, clause);
    return own === null ? null : { deed: pair, own };
  }
  const idiom = idiomAt(tokens, at, clause);
  if (idiom !== null) return idiom;
  const accented = ACCENTED.get(raw) ?? (LIGHT_ACCENTED.has(raw) ? "do" : undefined);
  if (accented !== undefined)
    return isDenied(clause) ? null : { deed: accented === "do" ? nounDeed(tokens, at) : accented, own: true };
  const isLight = LIGHT.has(word);
  const deed = HELD.get(word);
  if (deed === undefined && !isLight) return null;
  if (
    raw !== word &&
    /[éí]$/.test(raw) &&
    /^(?:cancele|reserve|envie|active|cambie|complete)$/.test(word) &&
    !HELD.has(word)
  )
    return null;
  const own = ownness(tokens, at, clause);
  if (own === null) return null;
  return { deed: isLight ? nounDeed(tokens, at, { passive: !own, otherwise: deed }) : (deed as Deed), own };
}

/** "Your refund went through", "is on its way". */
function idiomAt(
  tokens: readonly Token[],
  at: number,
  clause: readonly Token[],
): Pick<ClaimedAction, "deed" | "own"> | null {
  const after = tokens
    .slice(at, at + 4)
    .map(({ word }) => word)
    .join(" ");
  if (!/^(?:(?:went|gone) through|on (?:its|the|their) way)\b/.test(after) || isDenied(clause)) return null;
  const deed = nounDeed(tokens, at, { passive: true });
  return deed === "do" ? null : { deed, own: false };
}

/** No clause is longer. */
const MOST_TOKENS = 60;

/** Tokens of the clause before a form: after the last stop that begins another one. */
function clauseBefore(tokens: readonly Token[], at: number): readonly Token[] {
  let from = at;
  while (from > 0 && at - from < MOST_TOKENS) {
    const { gap } = tokens[from] as Token;
    if (/[;:!?—–(]|\s-\s/.test(gap)) break;
    if (
      /^(?:but|however|although|though|while|aber|jedoch|sondern|pero|aunque|mais|cependant)$/.test(
        (tokens[from - 1] as Token).word,
      )
    )
      break;
    from--;
  }
  return tokens.slice(from, at);
}

/** Whether it is denied, wished for, promised or only told. */
const isDenied = (clause: readonly Token[]): boolean =>
  clause.some(({ word }) => NEGATIONS.has(word) || MODALS.has(word) || REPORTS.has(word)) ||
  isConditional(clause);

/** A condition reaches as far as the next comma. */
function isConditional(clause: readonly Token[]): boolean {
  let from = 0;
  for (const [index, { gap }] of clause.entries()) if (index > 0 && gap.includes(",")) from = index;
  const words = clause.slice(from).map(({ word }) => word);
  return words.some((word, index) => CONDITIONS.has(word) && !(word === "once" && words[index - 1] === "at"));
}

/** "I went ahead and cancel(led)", "managed to book", "was able to change": what follows is done. */
function goesAhead(clause: readonly Token[]): boolean {
  const words = clause.map(({ word }) => word).join(" ");
  if (/\b(?:not|never|will|would|can|could|if|once|when|should)\b/.test(words)) return false;
  return (
    /\b(?:i|we)(?: \w+){0,2} (?:managed to|was able to|were able to|have been able to|did|went ahead to|took the liberty to)(?: \w+)?$/.test(
      words,
    ) || /\b(?:konnte|pude|pudimos|logre|j ai pu|nous avons pu|j ai reussi a)\b(?: \w+){0,6}$/.test(words)
  );
}

/**
 * Whether a form says that something was done, and by whoever speaks: true; by nobody named: false; null: it says no such thing.
 */
function ownness(tokens: readonly Token[], at: number, clause: readonly Token[]): boolean | null {
  const word = (tokens[at] as Token).word;
  const next = tokens[at + 1] as Token;
  const nextWord = next.gap.trim() === "" ? next.word : "";
  // "dass ich es storniert habe": the auxiliary follows.
  const after = /^(?:habe|haben|hat|wurde|wurden)$/.test(nextWord) ? nextWord : null;
  const afterTwo = nextWord === "worden" || (nextWord === "und" && false);
  const governed = governorOf(clause);
  const governor = after ?? governed?.word ?? null;
  const words = clause.map((token) => token.word);
  if (words.some((one) => NEGATIONS.has(one))) return null;
  // "The booked hotel" is one that somebody has booked.
  if (DETERMINERS.has(words.at(-1) ?? "") && nextWord !== "") return null;
  if (isConditional(clause)) return null;
  if (words.some((one) => REPORTS.has(one)) && !/\b(?:sorry|glad|happy|pleased)\b/.test(words[0] ?? "")) {
    if (!words.some((one, index) => REPORTS.has(one) && index < (governed?.at ?? 0))) return null;
    if (!isOwnPerfect(words, governed?.at ?? -1)) return null;
  }
  if (governor === null) return plainPast(tokens, at, clause);
  if (MODALS.has(governor) || BE.has(governor)) return null;
  if (HAVE_BEEN.has(governor)) {
    // "I am pleased to confirm that": what is confirmed is told, not wished for.
    const all = words.slice(0, governed?.at ?? 0);
    const before = all.slice(all.findLastIndex((one) => /^(?:that|dass|que)$/.test(one)) + 1);
    if (isByOthers(tokens, at)) return null;
    if (before.some((one) => MODALS.has(one) || BE.has(one) || one === "had")) return null;
    const french = governor === "ete" && (before.includes("a") || before.includes("ont"));
    return french || before.some((one) => HAVE.has(one) || IS.has(one))
      ? passive(words, governed?.at ?? 0)
      : null;
  }
  if (HAVE.has(governor)) {
    if (governor === "had" || governor === "hatte") return null;
    // "Would have refunded".
    const from = Math.max(0, (governed?.at ?? 0) - 2);
    if (after === null && words.slice(from, governed?.at ?? 0).some((one) => MODALS.has(one))) return null;
    const subject = words.slice(0, after === null ? (governed?.at ?? 0) : words.length);
    // "haben Sie storniert": the subject may follow.
    const following = words.slice((governed?.at ?? -1) + 1, (governed?.at ?? -1) + 3);
    return activeSubject(governor, subject, following, nextWord);
  }
  if (WAS.has(governor)) {
    if (
      words.some(
        (one) => HISTORY.has(one) || /^(?:since|because|as|da|weil|porque|puesto|puisque|comme)$/.test(one),
      )
    )
      return null;
    if (isHistoric(tokens, at) || isByOthers(tokens, at)) return null;
    return passive(words, governed?.at ?? 0);
  }
  if (IS.has(governor)) {
    if (afterTwo) return passive(words, governed?.at ?? 0);
    const between = words.slice((governed?.at ?? 0) + 1);
    const around = [...between, ...tokens.slice(at + 1, at + 4).map((token) => token.word)];
    if (tokens.some((token) => CONDITIONS.has(token.word) || MODALS.has(token.word))) return null;
    const isYours = /^(?:your|ihr|ihre|su|tu|votre|the|der|die|das|el|la|le|it|everything|es|c)$/.test(
      words[0] ?? "",
    );
    const isState = STATES.has(word);
    const sure = around.some((one) => SURE.has(one));
    if (!isState && !between.some((one) => SURE.has(one))) return null;
    // "Flights are cancelled" tells how it goes in general.
    return sure || (isYours && !/^(?:are|sind|son|sont)$/.test(governor))
      ? passive(words, governed?.at ?? 0)
      : null;
  }
  return null;
}

const isOwnPerfect = (words: readonly string[], at: number): boolean => {
  const subject = words.slice(0, at).findLast((one) => OURS.has(one) || OTHERS.has(one));
  return subject !== undefined && OURS.has(subject);
};

/** The nearest word to the left that decides the tense. */
function governorOf(clause: readonly Token[]): { word: string; at: number } | null {
  for (let at = clause.length - 1; at >= 0; at--) {
    const { word } = clause[at] as Token;
    if (
      HAVE.has(word) ||
      HAVE_BEEN.has(word) ||
      WAS.has(word) ||
      IS.has(word) ||
      BE.has(word) ||
      isModal(clause, at)
    )
      return { word, at };
    if (/^(?:am|do|does|did|have-to)$/.test(word)) return { word: "be", at };
  }
  return null;
}

/** "to" before a noun phrase is a place: "applied to your card and sent". */
function isModal(clause: readonly Token[], at: number): boolean {
  const { word } = clause[at] as Token;
  if (!MODALS.has(word)) return false;
  if (word !== "to") return word !== "like" && word !== "please" ? true : word === "please";
  return (
    at === clause.length - 1 ||
    (at === clause.length - 2 && /^(?:be|have|get)$/.test((clause[at + 1] as Token).word))
  );
}

/** Who has done it: "you have cancelled" is no deed of the application's. */
function activeSubject(
  governor: string,
  before: readonly string[],
  following: readonly string[],
  nextWord: string,
): boolean | null {
  const formal = /^(?:habe|haben|hat)$/.test(governor);
  if (/^(?:he|hemos|ai|avons|habe)$/.test(governor)) return true;
  const subject = before.findLast((one) => OURS.has(one) || OTHERS.has(one) || OUR_NOUNS.has(one));
  if (subject !== undefined && OURS.has(subject)) return true;
  if (formal && following[0] === "wir") return true;
  if (formal && following[0] === "sie") return null;
  if (subject !== undefined && OUR_NOUNS.has(subject)) return true;
  if (subject !== undefined) return null;
  // "se ha cancelado" is a passive; "ha cancelado" is said to whoever reads.
  if (governor === "ha" || governor === "han") return before.slice(-3).includes("se") ? false : null;
  void nextWord;
  return before.length === 0 ? true : null;
}

/** A relative clause tells which one, not what was done. */
function passive(words: readonly string[], at: number): boolean | null {
  const subject = words.slice(0, at);
  if (
    /^(?:which|who|that|welche|welcher|welches|que|qui|dont)$/.test(
      subject.findLast((one) => !HAVE.has(one) && !/^(?:have|has|not|already|just)$/.test(one)) ?? "",
    )
  )
    return null;
  if (subject.length === 0) return null;
  return false;
}

/** "was booked on 3 May", "by the airline": a past of its own. */
function isHistoric(tokens: readonly Token[], at: number): boolean {
  const after = tokens.slice(at + 1, at + 9);
  const words = after.map(({ word }) => word);
  const joined = words.join(" ");
  return (
    words.some((word) => HISTORY.has(word)) ||
    /^(?:\w+ ){0,3}(?:on|in|at|am|im|el|le|en) (?:\w+ ){0,2}(?:\d{1,2}|\d{4}|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)/.test(
      joined,
    ) ||
    /\b(?:when|while|as part of|with|mit|con|avec) (?:you|your|travel|insurance|the original)/.test(joined)
  );
}

/** "By the airline": somebody else has done it. "By the end of the day" names nobody. */
function isByOthers(tokens: readonly Token[], at: number): boolean {
  const after = tokens
    .slice(at + 1, at + 8)
    .map(({ word }) => word)
    .join(" ");
  return /\b(?:by|von|vom|por|par) (?:the|a|an|your|another|someone|somebody|you|them|him|her|der|dem|einem|einer|ihnen|el|la|usted|le|un|une|vous)\b(?! (?:end|time|close|deadline|way|morning|system|team|agent)\b)/.test(
    after,
  );
}

/** Without an auxiliary: "I refunded", "Refunded:", "Refund issued." */
function plainPast(tokens: readonly Token[], at: number, clause: readonly Token[]): boolean | null {
  const words = clause.map((token) => token.word);
  const word = (tokens[at] as Token).word;
  const subjectAt = words.findLastIndex((one) => OURS.has(one) || OTHERS.has(one));
  if (subjectAt >= 0) {
    if (!OURS.has(words[subjectAt] as string)) return null;
    // A participle is no past of its own in these languages.
    const isEnglish =
      /(?:ed|id|sent|made|put|set|done|sold|bought|took|withdrawn)$/.test(word) || word === "did";
    const between = words.slice(subjectAt + 1);
    return isEnglish &&
      between.every((one) => !/^(?:am|was)$/.test(one)) &&
      (between.length <= 3 || between.includes("and"))
      ? true
      : null;
  }
  // A title of its own: short, and nothing after it that the form could describe.
  const next = tokens[at + 1] as Token;
  const ends = next.word === "" || /[.,:;!)✓✔]/.test(next.gap);
  const goesOn =
    /^(?:successfully|to|for|on|in|and|with|back|from|erfolgreich|correctamente|avec|und|y|et|con|a|sur|auf|fur)$/.test(
      next.word,
    );
  const sure = (one: string): boolean =>
    SURE.has(one) ||
    /^(?:great|done|perfect|erledigt|listo|voila|fertig|ok|okay|good|news|all|set|yes|si|ja|oui)$/.test(one);
  if (
    clause.length > 0 &&
    clause.length <= 4 &&
    words.every(sure) &&
    !/^(?:all|just)$/.test(words.at(-1) ?? "")
  )
    return false;
  if (clause.length > 5 || !(ends || goesOn)) return null;
  const opens =
    clause.length === 0 &&
    ((tokens[at] as Token).gap === "" || at === 0 || /[.:!✅✓✔-]/.test((tokens[at] as Token).gap));
  const isLabel = /^\s*:/.test(next.gap) && clause.length === 0;
  const nouns = words.some((one) => NOUNS.has(one));
  if (isLabel) return false;
  if (
    opens &&
    (goesOn || ends) &&
    at === 0 &&
    !/^(?:based|given|provided|compared|added|set|put|paid|made)$/.test(word)
  )
    return next.word === "" ? false : goesOn || words.length > 0 ? false : true;
  return nouns &&
    clause.length > 0 &&
    clause.length <= 5 &&
    (ends || next.word === "successfully" || next.word === "to" || next.word === "erfolgreich") &&
    !words.some((one) => /^(?:for|of|by|with|the-following|any|each|every|from|per)$/.test(one))
    ? false
    : null;
}

/** The deed that a word of doing takes from the noun beside it. */
function nounDeed(
  tokens: readonly Token[],
  at: number,
  { passive: inPassive = false, otherwise }: { passive?: boolean; otherwise?: Deed | undefined } = {},
): Deed {
  const after = tokens.slice(at + 1, at + 8);
  const stop = after.findIndex(({ gap }, index) => index > 0 && /[.;:!?]/.test(gap));
  const near = [...(stop < 0 ? after : after.slice(0, stop))];
  const before = tokens.slice(Math.max(0, at - 8), at).toReversed();
  // What follows is its object; in a passive and in German it stands before.
  for (const list of inPassive ? [before, near] : [near, before])
    for (const [index, { word }] of list.entries()) {
      // A credit card is no credit.
      const other = list[list === before ? index - 1 : index + 1];
      if (/^(?:credit|gift|debit)$/.test(word) && /^(?:cards?|limit|score|history)$/.test(other?.word ?? ""))
        continue;
      const deed = NOUNS.get(word) ?? NOUNS.get(word.replace(/s$/, ""));
      if (deed !== undefined) return deed;
    }
  return otherwise ?? "do";
}

/** Tools that only look. */
const READS =
  /^(?:get|list|search|find|fetch|read|look|lookup|check|calculate|think|query|retrieve|view|show|describe|count|verify|validate|estimate|quote|compare|preview|rank|rerank|embed|classify|detect|extract|summar\w*|translate|ask|plan)(?:_|-|$|(?=\p{Lu}))/u;

/**
 * Which of the claimed actions tool calls bear out: one that does such a thing and succeeded; of what is told without a doer also a
 * result that says the same.
 */
export function checkActions(
  actions: readonly ClaimedAction[],
  tools: readonly ToolCallSeen[],
): CheckedAction[] {
  return actions.map((action) => {
    const fitting = tools.filter((tool) => !isRead(tool) && doesDeed(tool, action));
    const done = fitting.find((tool) => !isFailure(tool));
    const reported =
      done === undefined && !action.own
        ? tools.find((tool) => !isFailure(tool) && tells(tool, action))
        : undefined;
    return {
      ...action,
      state: done ? "done" : reported ? "reported" : "ghost",
      by: (done ?? reported)?.id ?? null,
      failedTools: done ? [] : fitting.filter(isFailure).map(({ name }) => name),
    };
  });
}

const isRead = ({ name }: ToolCallSeen): boolean => READS.test(name);

const wordsOfName = (name: string): string[] =>
  fold(name.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2"))
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== "");

/** Beginnings of the names of tools that do a deed: the given ones, and verbs of every language. */
const STEMS = new Map(
  (Object.entries(DEEDS) as [Deed, (typeof DEEDS)["book"]][]).map(([deed, { tools, bare }]) => [
    deed,
    [...tools, ...bare.filter((verb) => verb.length > 5).map((verb) => verb.slice(0, -1))],
  ]),
);

const isOf = (name: readonly string[], deed: Deed): boolean =>
  name.some((word) => STEMS.get(deed)?.some((stem) => beginsWith(word, stem)));

/** A short stem is no beginning of any word: an address is nothing that was added. */
const beginsWith = (word: string, stem: string): boolean =>
  word.startsWith(stem) &&
  (stem.length > 4 || /^(?:|s|e|es|d|ed|r|er|t|ted|ing|ting|ment|ion|y|al)$/.test(word.slice(stem.length)));

/** By its name; of tools that change things in general by what they were told. */
function doesDeed(tool: ToolCallSeen, { deed, text }: ClaimedAction): boolean {
  if (deed === "do") return true;
  const name = wordsOfName(tool.name);
  // A reservation that was created is booked: it is no ticket, unless that is what is told.
  if (deed === "create" && isOf(name, "book")) return namesNoun(text, "book");
  if (isOf(name, deed)) return true;
  const said = fold(JSON.stringify([tool.arguments, tool.result]));
  if (deed === "refund" && /"[a-z_]*(?:amount|total|payment|balance)[a-z_]*\\*":\s*\\*"?-\d/.test(said))
    return true;
  if (deed === "charge" && /"[a-z_]*(?:payment|invoice|charge)[a-z_]*\\*":/.test(said)) return true;
  return DEEDS[deed].done.some((word) => word.length > 4 && holdsWord(said, word));
}

const holdsWord = (text: string, word: string): boolean =>
  new RegExp(`(?<![a-z])${word}(?![a-z])`).test(text);

const namesNoun = (text: string, deed: Exclude<Deed, "do">): boolean => {
  const said = fold(text);
  return DEEDS[deed].nouns.some((noun) => noun !== "ticket" && holdsWord(said, noun));
};

/** A result that says so: "status": "cancelled". Names of fields say nothing. */
function tells({ result }: ToolCallSeen, { deed, word }: ClaimedAction): boolean {
  const said = fold(saidIn(result).join("\n"));
  const forms = deed === "do" ? [fold(word)] : [fold(word), ...DEEDS[deed].done];
  return forms.some((form) => form.length > 3 && holdsWord(said, form));
}

function saidIn(value: Json): string[] {
  if (typeof value === "string") {
    const inner = parsed(value);
    return inner === undefined ? [value] : saidIn(inner);
  }
  if (Array.isArray(value)) return value.flatMap(saidIn);
  return isObject(value) ? Object.values(value).flatMap((item) => saidIn(item as Json)) : [];
}

/** Whether a call came to nothing, by its span or by what it answered. */
export function isFailure({ failed, result }: ToolCallSeen): boolean {
  if (failed) return true;
  const value = typeof result === "string" ? (parsed(result) ?? result) : result;
  if (typeof value === "string")
    return /^\s*(?:error|exception|failed|failure|traceback|fehler|erreur|\w*error:|\w*exception:)/i.test(
      value,
    );
  if (!isObject(value)) return false;
  const { error, errors, success, ok, status, isError } = value as { [key: string]: Json };
  return (
    (error !== undefined && error !== null && error !== false && error !== "") ||
    (Array.isArray(errors) && errors.length > 0) ||
    success === false ||
    ok === false ||
    isError === true ||
    (typeof status === "string" && /^(?:error|failed|failure)$/i.test(status)) ||
    (typeof status === "number" && status >= 400 && status < 600)
  );
}

function parsed(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
