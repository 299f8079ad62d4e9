import { MODELS } from "../models";
import { OPENINGS } from "../texts";
import { assistant, type Feature } from "./feature";

/** A background job: one small call that sorts an incoming message. No conversation, no streaming. */
export const ticketTriage: Feature = {
  name: "ticket-triage",
  weight: 3,
  goesOn: 0,
  opening: (random) => random.pick([OPENINGS.refund, OPENINGS.faq, OPENINGS.booking])(random),
  play({ trace, random, messages }) {
    const text = JSON.stringify({
      queue: random.pick(["booking", "refund", "general"]),
      urgent: random.chance(0.2),
    });
    const system = "Sort the message into one queue: booking, refund or general. Answer with JSON only.";
    trace.call({
      model: MODELS.nano,
      prompt: { name: "triage", version: "5", system },
      input: messages,
      output: assistant(text),
      streaming: false,
    });
    return { answer: text };
  },
};
