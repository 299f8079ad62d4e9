import type { Random } from "./random";

export const CITIES = [
  "Lisbon",
  "Oslo",
  "Vienna",
  "Porto",
  "Kyoto",
  "Nairobi",
  "Lima",
  "Seoul",
  "Quito",
  "Tallinn",
  "Cairo",
  "Hanoi",
  "Bergen",
  "Split",
  "Osaka",
  "Dakar",
] as const;
const AIRLINES = ["NX", "QB", "VE", "LU"] as const;
const MONTHS = ["March", "April", "May", "June", "September", "October"] as const;
const REASONS = [
  "the meeting moved",
  "my connection was cancelled",
  "I booked the wrong day",
  "a family matter",
  "the flight was delayed by six hours",
  "I was charged twice",
] as const;
const TOPICS = [
  "baggage",
  "seat selection",
  "travelling with a pet",
  "name changes",
  "unaccompanied minors",
  "refund times",
  "lounge access",
  "missed connections",
  "vouchers",
  "invoices",
] as const;

const RULES = [
  "Tickets can be changed free of charge up to {n} hours before departure in every fare except Light.",
  "A refund to the original card takes {n} working days; a voucher arrives at once and is worth 10 % more.",
  "Cabin bags may weigh up to {n} kg; a second bag is charged at the gate when the locker is full.",
  "When a delay is longer than {n} hours the traveller may choose between another flight and the full price.",
  "Names can be corrected by up to three letters; a different person needs a new ticket.",
  "Pets up to {n} kg travel in the cabin in a closed carrier; please book at least two days ahead.",
  "Vouchers are valid for {n} months from the day of issue and can be used in several bookings.",
  "Seats at the emergency exit are given only to adults who understand the crew's language.",
  "An invoice is sent to the address of the booking; a company's tax number can be added within {n} days.",
  "Children from 5 to 11 may travel alone when the service is booked {n} hours before departure.",
] as const;

/** What the application says, by what it is asked: sentences that may stand in any order. */
const ANSWERS = {
  booking: [
    "I found several flights that fit.",
    "The best one leaves in the morning and arrives before noon.",
    "The price includes one cabin bag and a seat of your choice.",
    "The cheaper one has a connection of 55 minutes, which is short for that airport.",
    "In the Classic fare you can change it free of charge until two days before departure.",
    "There are three more seats at this price.",
    "The evening flight is direct and costs a little more.",
    "I can hold the seat for twenty minutes while you decide.",
    "Let me know whether I should go ahead.",
  ],
  refund: [
    "I have checked your booking and the rules of its fare.",
    "The amount goes back to the card that you paid with, within seven working days.",
    "If you prefer a voucher, it is worth ten per cent more and valid for a year.",
    "You will receive a confirmation by e-mail.",
    "Fees for seats and bags are part of the amount.",
    "Your case has been noted under the booking code.",
    "If you do not agree, a colleague will look at it again.",
  ],
  faq: [
    "Here is what our rules say.",
    "It depends on the fare: Light excludes it, Classic and Flex include it.",
    "Please add it to your booking at least two days before departure.",
    "There is a small charge at the airport, and none when you add it online.",
    "On flights of partners their own rules apply.",
    "You find the form under My trips.",
    "The documents that I have say nothing about exceptions.",
    "Our desk at the airport can also do this for you.",
  ],
  search: [
    "Most of what fits lies in the old town and near the station.",
    "Prices are lowest in the middle of the week.",
    "Two places have free cancellation.",
    "The fastest connection takes under three hours.",
    "Families like the quieter streets by the river.",
  ],
} as const;
export type Subject = keyof typeof ANSWERS;

export const REFUSAL =
  "I am sorry, I cannot help with that. Please contact our service desk, who will look at it with you.";

const fill = (random: Random, template: string): string =>
  template.replaceAll("{n}", () => String(random.pick([2, 3, 5, 7, 8, 10, 12, 14, 24, 48])));

export const flightCode = (random: Random): string => `${random.pick(AIRLINES)}${random.int(100, 989)}`;
export const bookingCode = (random: Random): string =>
  Array.from({ length: 6 }, () => random.pick([..."ABCDEFGHJKLMNPQRSTUVWXYZ23456789"])).join("");

/** What a traveller writes first, by what they want. */
export const OPENINGS = {
  booking: (r: Random) =>
    `I need ${r.pick(["a flight", "two seats", "the cheapest flight", "a direct flight"])} from ${r.pick(CITIES)} to ${r.pick(CITIES)} on ${r.int(1, 28)} ${r.pick(MONTHS)}${r.pick(["", ", in the morning if possible", ", with a checked bag", ", back a week later"])}.`,
  refund: (r: Random) => `Please refund booking ${bookingCode(r)}: ${r.pick(REASONS)}.`,
  faq: (r: Random) =>
    `${r.pick(["What are the rules for", "I have a question about", "Can you explain", "How does it work with"])} ${r.pick(TOPICS)}${r.pick(["", " on a flight to " + r.pick(CITIES), " in the Light fare"])}?`,
  search: (r: Random) =>
    `${r.pick(["hotels", "trains", "things to do", "quiet places", "family trips"])} ${r.pick(["in", "near", "around"])} ${r.pick(CITIES)} ${r.pick(["under 120 a night", "in " + r.pick(MONTHS), "for a weekend", "by the sea"])}`,
} as const;

export const FOLLOW_UPS = [
  "Can you do better on the price?",
  "And if I travel a day later?",
  "Yes, please go ahead.",
  "What would it cost to change it afterwards?",
  "Which of them is direct?",
  "Thanks. One more thing: can I bring a bicycle?",
  "I do not understand. Could you say it more simply?",
] as const;

/** A text of about that many tokens (4 characters each), made of whole sentences. */
export function answerOf(random: Random, subject: Subject, tokens: number): string {
  const sentences: string[] = [];
  for (let left = tokens * 4; left > 0 || sentences.length === 0;) {
    const sentence = random.pick(ANSWERS[subject]);
    sentences.push(sentence);
    left -= sentence.length;
  }
  return sentences.join(" ");
}

export const paragraphOf = (random: Random, sentences: number): string =>
  Array.from({ length: sentences }, () => fill(random, random.pick(RULES))).join(" ");

/** Tokens of a text by the rule of thumb that the demo's providers bill by: four characters each. */
export const tokensOf = (text: string): number => Math.max(1, Math.ceil(text.length / 4));
