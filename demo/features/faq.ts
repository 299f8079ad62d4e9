import { MODELS } from "../models";
import { OPENINGS, REFUSAL } from "../texts";
import { answer } from "./answer";
import { assistant, type Feature } from "./feature";
import { found, withDocuments } from "./found";

/** Retrieval, then one streamed answer. After the change documents fit worse and more questions are refused. */
export const faq: Feature = {
  name: "faq",
  weight: 5,
  goesOn: 0.3,
  opening: OPENINGS.faq,
  play(turn) {
    const { trace, random, size, shifted } = turn;
    const documents = found(turn, "help-centre", Math.min(8, Math.max(2, Math.round(size.context / 220))));
    const prompt = {
      name: "faq-answer",
      version: "12",
      system:
        "You answer travellers' questions from the documents that come with them. Say so when they do not hold the answer.",
    };
    const call = { model: MODELS.mini, prompt, input: withDocuments(turn, documents), streaming: true };
    if (turn.trouble === null && random.chance(shifted ? 0.14 : 0.03)) {
      trace.call({ ...call, output: assistant(REFUSAL) });
      return { answer: REFUSAL };
    }
    return answer(turn, { subject: "faq", ...call, tokens: size.generated });
  },
};
