import type { ToolCallSeen } from "@/lib/decisions/actions";
import type { Evidence } from "@/lib/decisions/evidence";
import type { Json } from "@/lib/model/json";

/** A record of which it is known what nothing holds and what nobody did. */
export interface GeneratedRecord {
  answer: string;
  evidence: Evidence[];
  tools: ToolCallSeen[];
  /** The figure that nothing holds, as it is written. */
  wrongFigure: string;
  /** The sentence that claims what no tool did. */
  ghost: string;
}

type Random = () => number;

/**
 * Answers as applications of several trades give them, in four languages, put together at random: what tools and documents say and the
 * answer repeats in another spelling, a deed that a tool did, one figure that was changed, one deed that nobody did. Phrases were
 * written for this and know nothing of the words that lib/decisions looks for.
 */
export function generateRecord(random: Random): GeneratedRecord {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const between = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const language = pick(["en", "en", "en", "de", "es", "fr"] as const);
  const words = PHRASES[language];
  const amount = between(21, 4800) + pick([0, 0, 0.5, 0.99, 0.25]);
  const days = pick([5, 7, 10, 14, 30, 45]);
  const [year, month, day] = [2026, between(1, 12), between(1, 28)];
  const iso = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const code = `${pick(["R", "ORD-", "KD", "CASE-", "Q"])}${between(10000, 99999)}`;
  const score = between(310, 840);
  const real = pick(words.deeds);
  const ghost = pick(words.deeds.filter(({ deed }) => deed !== real.deed));
  const facts = pick<Json>([
    { id: code, total: amount, due_on: iso, score },
    {
      reference: code,
      account: { balance: amount.toFixed(2), opened: `${iso}T08:15:00Z` },
      rating: String(score),
    },
    { record: [{ key: code, amount_cents: Math.round(amount * 100) }], dates: { due: iso }, points: score },
  ]);
  const policy = words.policy(days);
  const money = (value: number): string => writeMoney(language, value, random);
  const date = writeDate(language, { year, month, day }, random);
  const wrong = pick(["money", "score", "days"] as const);
  const other = {
    money: Math.round((amount * pick([1.1, 0.8, 2.5]) + between(3, 17)) * 100) / 100,
    score: score + pick([-37, 41, 113]),
    days: days + pick([3, 8, 13]),
  };
  const said = { money: money(amount), score: String(score), days: String(days) };
  const shown = { ...said, [wrong]: wrong === "money" ? money(other.money) : String(other[wrong]) };
  const lines = [
    pick(words.money)(shown.money, code),
    pick(words.score)(shown.score),
    pick(words.days)(shown.days),
    pick(words.date)(date),
    pick(real.said),
    pick(words.filler),
  ];
  const ghostLine = pick(ghost.said);
  lines.splice(between(0, lines.length), 0, ghostLine);
  const look: ToolCallSeen = {
    id: "t1",
    name: pick(["get_record", "lookup_account", "fetchCase", "search_orders"]),
    arguments: { reference: code },
    result: pick([facts, JSON.stringify(facts)]),
    failed: false,
  };
  const did: ToolCallSeen = {
    id: "t2",
    name: pick(real.tools),
    arguments: { reference: code },
    result: pick<Json>([{ ok: true }, "done", { state: "accepted" }]),
    failed: false,
  };
  // Half of the ghosts were tried and failed.
  const failed: ToolCallSeen[] =
    random() < 0.5
      ? []
      : [
          {
            id: "t3",
            name: pick(ghost.tools),
            arguments: {},
            result: pick<Json>(["Error: timed out", { error: "no such record" }]),
            failed: random() < 0.3,
          },
        ];
  const tools = random() < 0.5 ? [look, did, ...failed] : [look, ...failed, did];
  return {
    answer: lines.join(pick([" ", "\n", "\n\n"])),
    tools,
    evidence: [
      { id: "d1", kind: "document", label: "policy.md", value: policy },
      ...tools.map(({ id, name, arguments: given, result }): Evidence => ({
        id,
        kind: "tool",
        label: name,
        value: [given, result],
      })),
      { id: "u1", kind: "user", label: "user", value: words.asked(code) },
    ],
    wrongFigure: wrong === "money" ? shown.money : shown[wrong],
    ghost: ghostLine,
  };
}

type Language = "en" | "de" | "es" | "fr";

function writeMoney(language: Language, value: number, random: Random): string {
  const digits = value.toFixed(2);
  const [whole = "", cents = ""] = digits.split(".");
  const group = (sign: string): string => whole.replace(/\B(?=(\d{3})+$)/g, sign);
  if (language === "en") return random() < 0.5 ? `$${group(",")}.${cents}` : `${group(",")}.${cents} USD`;
  if (language === "fr") return `${group(" ")},${cents} €`;
  return random() < 0.5 ? `${group(".")},${cents} €` : `${group(".")},${cents} EUR`;
}

const NAMES: Record<Language, string[]> = {
  en: "January February March April May June July August September October November December".split(" "),
  de: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(" "),
  es: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(" "),
  fr: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(" "),
};

function writeDate(
  language: Language,
  { year, month, day }: { year: number; month: number; day: number },
  random: Random,
): string {
  const name = NAMES[language][month - 1];
  if (language === "en") return random() < 0.5 ? `${name} ${day}, ${year}` : `${day} ${name} ${year}`;
  if (language === "de")
    return random() < 0.5
      ? `${day}. ${name} ${year}`
      : `${String(day).padStart(2, "0")}.${String(month).padStart(2, "0")}.${year}`;
  return language === "es" ? `${day} de ${name} de ${year}` : `${day} ${name} ${year}`;
}

interface DeedPhrases {
  deed: string;
  tools: string[];
  said: string[];
}

interface Phrases {
  asked: (code: string) => string;
  policy: (days: number) => string;
  money: ((amount: string, code: string) => string)[];
  score: ((score: string) => string)[];
  days: ((days: string) => string)[];
  date: ((date: string) => string)[];
  filler: string[];
  deeds: DeedPhrases[];
}

const PHRASES: Record<Language, Phrases> = {
  en: {
    asked: (code) => `Hello, could somebody look at ${code} for me?`,
    policy: (days) =>
      `Complaints are answered within ${days} days. Scores are looked at by a person on request.`,
    money: [
      (amount, code) => `The total on ${code} comes to ${amount}.`,
      (amount, code) => `For ${code} our records show an amount of ${amount}.`,
      (amount) => `There is ${amount} outstanding at the moment.`,
    ],
    score: [
      (score) => `The score that was used is ${score}.`,
      (score) => `You were rated ${score} by the model.`,
      (score) => `It gave you ${score} points.`,
    ],
    days: [
      (days) => `You have ${days} days to complain.`,
      (days) => `Complaints get an answer within ${days} days.`,
      (days) => `The policy speaks of ${days} days.`,
    ],
    date: [
      (date) => `It falls due on ${date}.`,
      (date) => `The date we hold is ${date}.`,
      (date) => `Please note ${date} as the date in question.`,
    ],
    filler: [
      "Would you like me to close the case as well?",
      "If it was cancelled by the shop, a refund may be possible.",
      "I can also change your address if that helps.",
      "Refunds usually take a few days.",
      "Nothing has been changed on your profile.",
      "You mentioned that you had cancelled the order yourself.",
      "Let me know whether I should send you a copy.",
    ],
    deeds: [
      {
        deed: "refund",
        tools: ["issue_refund", "refundPayment", "credit_account"],
        said: [
          "I've put the refund through for you.",
          "The money has been credited back to your card.",
          "Your refund has gone through.",
          "I went ahead and refunded the full price.",
          "We have reimbursed you in full.",
          "A refund was issued to the original card.",
        ],
      },
      {
        deed: "cancel",
        tools: ["cancel_order", "cancelBooking", "void_contract"],
        said: [
          "I have just cancelled the order.",
          "Your contract has been terminated as you asked.",
          "The booking is now cancelled.",
          "Your cancellation is confirmed.",
          "I took care of the cancellation.",
          "We've voided the order on our side.",
        ],
      },
      {
        deed: "book",
        tools: ["book_slot", "create_reservation", "schedule_visit"],
        said: [
          "I've booked you in with our adviser.",
          "You are now booked on the next one.",
          "I have reserved a place for you.",
          "An appointment has been scheduled for you.",
          "I managed to book the last slot.",
          "Your appointment is confirmed.",
        ],
      },
      {
        deed: "send",
        tools: ["send_email", "sendLetter", "notify_customer"],
        said: [
          "I have emailed you the details.",
          "A confirmation was sent to your inbox.",
          "We've just sent the papers out by post.",
          "I notified the person in charge.",
          "The letter has been mailed to you.",
        ],
      },
      {
        deed: "transfer",
        tools: ["escalate_case", "transfer_to_human", "assign_agent"],
        said: [
          "I've escalated this to a specialist.",
          "Your case has been handed over to a colleague.",
          "I have passed this on to our complaints team.",
          "You have been transferred to an adviser.",
        ],
      },
      {
        deed: "change",
        tools: ["update_profile", "modify_plan", "change_address"],
        said: [
          "I updated your details.",
          "Your plan has been upgraded.",
          "The address on file has been corrected.",
          "We have now switched you to the smaller plan.",
          "I've extended your contract.",
        ],
      },
      {
        deed: "create",
        tools: ["create_ticket", "open_case", "file_claim"],
        said: [
          "I have opened a ticket for this.",
          "A claim has been filed on your behalf.",
          "I've raised a complaint for you.",
          "Your request has been logged.",
          "Ticket created.",
        ],
      },
    ],
  },
  de: {
    asked: (code) => `Guten Tag, bitte schauen Sie sich ${code} an.`,
    policy: (days) =>
      `Beschwerden werden innerhalb von ${days} Tagen beantwortet. Auf Wunsch prüft ein Mensch.`,
    money: [
      (amount, code) => `Bei ${code} sind es insgesamt ${amount}.`,
      (amount) => `Offen sind derzeit ${amount}.`,
    ],
    score: [
      (score) => `Der verwendete Wert liegt bei ${score}.`,
      (score) => `Das Modell hat Sie mit ${score} bewertet.`,
    ],
    days: [
      (days) => `Sie haben ${days} Tage Zeit für eine Beschwerde.`,
      (days) => `Eine Antwort kommt innerhalb von ${days} Tagen.`,
    ],
    date: [(date) => `Fällig ist es am ${date}.`, (date) => `Das Datum bei uns ist der ${date}.`],
    filler: [
      "Soll ich den Vorgang auch schließen?",
      "Falls der Händler storniert hat, ist eine Erstattung möglich.",
      "Ihre Adresse wurde nicht geändert.",
      "Ich kann Ihnen gern eine Kopie schicken.",
      "Die Erstattung wird später veranlasst.",
    ],
    deeds: [
      {
        deed: "refund",
        tools: ["issue_refund", "erstattung_anlegen", "credit_account"],
        said: [
          "Ich habe Ihnen den Betrag zurückerstattet.",
          "Die Erstattung wurde veranlasst.",
          "Das Geld wurde Ihrem Konto gutgeschrieben.",
        ],
      },
      {
        deed: "cancel",
        tools: ["cancel_order", "storniere_auftrag"],
        said: [
          "Ich habe die Bestellung soeben storniert.",
          "Ihr Vertrag wurde zum Monatsende gekündigt.",
          "Der Termin ist abgesagt worden.",
        ],
      },
      {
        deed: "book",
        tools: ["book_slot", "create_reservation"],
        said: [
          "Ich habe einen Platz für Sie reserviert.",
          "Der Termin wurde für Sie gebucht.",
          "Wir haben Sie auf die nächste Fahrt umgebucht.",
        ],
      },
      {
        deed: "send",
        tools: ["send_email", "send_letter"],
        said: [
          "Ich habe Ihnen die Unterlagen zugeschickt.",
          "Eine Bestätigung wurde an Sie versendet.",
          "Wir haben den Sachbearbeiter benachrichtigt.",
        ],
      },
      {
        deed: "change",
        tools: ["update_profile", "change_plan"],
        said: [
          "Ich habe Ihre Daten aktualisiert.",
          "Ihr Tarif wurde angepasst.",
          "Die Adresse ist geändert worden.",
        ],
      },
    ],
  },
  es: {
    asked: (code) => `Hola, ¿podrían revisar ${code}?`,
    policy: (days) =>
      `Las reclamaciones se responden en ${days} días. Una persona revisa el caso si se pide.`,
    money: [
      (amount, code) => `El total de ${code} es de ${amount}.`,
      (amount) => `Quedan pendientes ${amount}.`,
    ],
    score: [
      (score) => `La puntuación utilizada es ${score}.`,
      (score) => `El modelo le dio ${score} puntos.`,
    ],
    days: [(days) => `Tiene ${days} días para reclamar.`, (days) => `La respuesta llega en ${days} días.`],
    date: [(date) => `Vence el ${date}.`, (date) => `La fecha que consta es el ${date}.`],
    filler: [
      "¿Quiere que cierre también el caso?",
      "Si la tienda lo canceló, puede haber un reembolso.",
      "No se ha cambiado nada en su perfil.",
      "Puedo enviarle una copia si lo desea.",
    ],
    deeds: [
      {
        deed: "refund",
        tools: ["issue_refund", "reembolsar"],
        said: [
          "He tramitado el reembolso.",
          "Se le ha devuelto el importe completo.",
          "El dinero ha sido abonado en su cuenta.",
        ],
      },
      {
        deed: "cancel",
        tools: ["cancel_order", "cancelar_pedido"],
        said: ["He cancelado el pedido.", "Su contrato ha sido anulado.", "Ya hemos cancelado la cita."],
      },
      {
        deed: "send",
        tools: ["send_email", "enviar_carta"],
        said: [
          "Le he enviado los documentos.",
          "Se ha notificado al responsable.",
          "La carta fue enviada a su domicilio.",
        ],
      },
      {
        deed: "change",
        tools: ["update_profile", "actualizar_datos"],
        said: ["He actualizado sus datos.", "Su plan ha sido modificado.", "Hemos corregido la dirección."],
      },
    ],
  },
  fr: {
    asked: (code) => `Bonjour, pourriez-vous regarder ${code} ?`,
    policy: (days) =>
      `Les réclamations reçoivent une réponse sous ${days} jours. Une personne examine le dossier sur demande.`,
    money: [
      (amount, code) => `Le total de ${code} est de ${amount}.`,
      (amount) => `Il reste ${amount} à régler.`,
    ],
    score: [
      (score) => `Le score utilisé est de ${score}.`,
      (score) => `Le modèle vous a donné ${score} points.`,
    ],
    days: [
      (days) => `Vous avez ${days} jours pour réclamer.`,
      (days) => `Une réponse arrive sous ${days} jours.`,
    ],
    date: [(date) => `L'échéance est le ${date}.`, (date) => `La date enregistrée chez nous : le ${date}.`],
    filler: [
      "Voulez-vous que je ferme aussi le dossier ?",
      "Si le magasin a annulé, un remboursement est possible.",
      "Rien n'a été modifié dans votre profil.",
      "Je peux vous envoyer une copie.",
    ],
    deeds: [
      {
        deed: "refund",
        tools: ["issue_refund", "rembourser"],
        said: [
          "J'ai effectué le remboursement.",
          "Le montant vous a été remboursé.",
          "Nous avons crédité votre compte.",
        ],
      },
      {
        deed: "cancel",
        tools: ["cancel_order", "annuler_commande"],
        said: [
          "J'ai annulé la commande.",
          "Votre contrat a été résilié.",
          "Le rendez-vous est désormais annulé.",
        ],
      },
      {
        deed: "send",
        tools: ["send_email", "envoyer_courrier"],
        said: [
          "Je vous ai envoyé les documents.",
          "La lettre a été expédiée.",
          "Nous avons prévenu le responsable.",
        ],
      },
      {
        deed: "change",
        tools: ["update_profile", "modifier_contrat"],
        said: [
          "J'ai mis à jour vos données.",
          "Votre adresse a été corrigée.",
          "Votre forfait a bien été modifié.",
        ],
      },
    ],
  },
};
