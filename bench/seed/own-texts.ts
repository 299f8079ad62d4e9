import { BodySet } from "@/lib/bodies/body-set";

import { randomFrom, type Random } from "./random";
import type { Dialogue } from "./texts";

const WORDS = 30_000;
/** Hex digits of a reference number: of two million hardly two are the same. */
const REFERENCE_DIGITS = 12;

const FIRST =
  "b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sc sh sl sp st str t th tr v w wh y z".split(" ");
const MIDDLE = "a e i o u ai ea ee ou io ia ie oa er ar or al an en in on at es et".split(" ");
const LAST =
  "b ck d ft g k l ll m mp n nd ng nk nt p r rd rk rm rt s sh ss st t th tion ment ness ing er ed y".split(
    " ",
  );

/** Words that can be spoken, the short ones first: what is said often is short. */
function vocabulary(random: Random): string[] {
  const words = new Set<string>();
  while (words.size < WORDS) {
    const syllables = 1 + random.below(Math.min(3, 1 + Math.floor(words.size / 2_000)));
    let word = "";
    for (let n = 0; n < syllables; n++) word += random.pick(FIRST) + random.pick(MIDDLE);
    words.add(word + random.pick(LAST));
  }
  return [...words];
}

/** Texts that stand in one trace only, in a vocabulary of which the n-th word is said 1/n as often as the first (Zipf). */
export class OwnTexts {
  private readonly words: string[];
  /** Bodies of the hour that is being made. */
  set = new BodySet();
  /** Reference numbers of them. */
  references: string[] = [];

  /** @param share of the traces that have texts of their own: a question and an answer */
  constructor(
    seed: number,
    readonly share: number,
  ) {
    this.words = vocabulary(randomFrom(seed, 17));
  }

  beginHour(): void {
    this.set = new BodySet();
    this.references = [];
  }

  /** A dialogue like another, with a question and an answer of its own. */
  dialogue(like: Dialogue, random: Random): Dialogue {
    const reference = random.hex(16).slice(0, REFERENCE_DIGITS);
    this.references.push(reference);
    const question = `${this.sentence(random, 6 + random.below(14))} Reference ${reference}?`;
    const answer = this.prose(random, 2 + random.below(5));
    const message = this.set.message({ role: "user", content: question });
    return {
      ...like,
      questionId: this.set.text(question),
      answerId: this.set.text(answer),
      context: [message],
      laterContext: [message, ...like.laterContext.slice(1)],
      answerMessageId: this.set.message({ role: "assistant", content: answer }),
    };
  }

  private prose(random: Random, sentences: number): string {
    return Array.from({ length: sentences }, () => this.sentence(random, 8 + random.below(9))).join(" ");
  }

  private sentence(random: Random, length: number): string {
    let text = "";
    for (let n = 0; n < length; n++)
      // The logarithm of a rank is drawn evenly: that is Zipf's law.
      text += (n === 0 ? "" : " ") + this.words[Math.floor(WORDS ** random.next()) - 1]!;
    return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
  }
}
