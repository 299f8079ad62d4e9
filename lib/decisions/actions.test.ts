import { describe, expect, it } from "vitest";

import { actionsOf, checkActions, type ToolCallSeen } from "./actions";

const deeds = (text: string) => actionsOf(text).map(({ deed }) => deed);

describe("an answer says that something has been done", () => {
  it.each([
    ["I have refunded $50 to your card.", "refund"],
    ["I've just booked the flight for you.", "book"],
    ["I’ve gone ahead and cancelled your reservation.", "cancel"],
    ["We have successfully updated your address.", "change"],
    ["Your reservation has been cancelled.", "cancel"],
    ["Your booking has now been changed to economy.", "change"],
    ["A refund of $120 has been issued to your card.", "refund"],
    ["Refund processed.", "refund"],
    ["Your refund was processed successfully.", "refund"],
    ["The cancellation is now complete: your order is cancelled successfully.", "cancel"],
    ["I cancelled the order and sent you a confirmation.", "cancel send"],
    ["Done! I created ticket 4711 for you.", "create"],
    ["I was able to book seat 4A.", "book"],
    ["I went ahead and escalated this to a specialist.", "transfer"],
    ["You have been transferred to a human agent.", "transfer"],
    ["After looking at your file, I have approved the claim.", "approve"],
    ["Our team has charged the card.", "charge"],
    ["Your application has been declined.", "deny"],
    ["Successfully deleted the record.", "delete"],
    ["The additional charges have been applied to your credit card.", "charge change"],
    ["I’m pleased to confirm that your order has been cancelled.", "cancel"],
    ["Done. The order's been cancelled.", "cancel"],
    ["Your refund of $45 is on its way.", "refund"],
    ["Your order will be with you soon: it has been shipped by our team.", "send"],
    ["Ich habe Ihre Buchung storniert.", "cancel"],
    ["Ihre Buchung wurde erfolgreich storniert.", "cancel"],
    ["Der Betrag ist Ihnen erstattet worden.", "refund"],
    ["Wir haben Ihnen 20 € gutgeschrieben.", "refund"],
    ["Ich bestätige, dass ich den Termin gebucht habe.", "book"],
    ["He cancelado su reserva.", "cancel"],
    ["Su reserva ha sido cancelada.", "cancel"],
    ["Se ha reembolsado el importe.", "refund"],
    ["Cancelé su pedido.", "cancel"],
    ["J'ai annulé votre réservation.", "cancel"],
    ["Votre commande a été remboursée.", "refund"],
    ["Nous avons envoyé la confirmation.", "send"],
  ])("%s", (text, expected) => {
    for (const deed of expected.split(" ").slice(0, 1)) expect(deeds(text)).toContain(deed);
  });
});

describe("an answer says no such thing", () => {
  it.each([
    "I will refund $50.",
    "I can't book this flight.",
    "Would you like me to cancel the order?",
    "Your reservation has not been cancelled.",
    "No refund has been issued.",
    "I was unable to book the flight.",
    "Once I have booked it, you will get a mail.",
    "If your flight was cancelled, you may ask for a refund.",
    "You have booked two seats.",
    "I see that you have cancelled your order.",
    "The flight was cancelled by the airline.",
    "Your reservation was booked on May 3.",
    "Refunds are processed within 5 days.",
    "The refund will be issued within a week.",
    "I can update your address.",
    "Please confirm that I should cancel the booking.",
    "Delayed or cancelled flights are eligible.",
    "Has my order been cancelled?",
    "Your booking could be changed.",
    "Travel insurance cannot be added after the initial booking.",
    "I have retrieved your reservation details.",
    "The order that was cancelled was yours.",
    "To get your money refunded, write to us.",
    "I would have refunded you, but the window has closed.",
    "It looks like your order was cancelled by the seller.",
    "Your order has been cancelled by the shop.",
    "I have reviewed the booked hotel.",
    "Ich werde Ihre Buchung stornieren.",
    "Ihre Buchung wurde nicht storniert.",
    "Ihre Buchung wird storniert.",
    "Ich kann Ihnen den Betrag nicht erstatten.",
    "Haben Sie den Flug storniert?",
    "Sobald ich den Termin gebucht habe, melde ich mich.",
    "Voy a cancelar su reserva.",
    "No he cancelado su reserva.",
    "¿Quiere que cancele su reserva?",
    "Je vais annuler votre réservation.",
    "Je n'ai pas annulé votre réservation.",
    "Votre demande n'a pas été acceptée.",
    "Voulez-vous que je rembourse la commande ?",
  ])("%s", (text) => {
    expect(deeds(text)).toEqual([]);
  });
});

describe("what was claimed against tools", () => {
  const tool = (said: Partial<ToolCallSeen>): ToolCallSeen => ({
    id: "t",
    name: "cancel_order",
    arguments: {},
    result: { ok: true },
    failed: false,
    ...said,
  });
  const state = (text: string, ...tools: ToolCallSeen[]) =>
    checkActions(actionsOf(text), tools).map((action) => action.state);

  it("is done where a tool that does it succeeded", () => {
    expect(state("I have cancelled it.", tool({}))).toEqual(["done"]);
    expect(
      state("I have cancelled it.", tool({ name: "update", arguments: { status: "cancelled" } })),
    ).toEqual(["done"]);
  });

  it("is a ghost where none was called, another was, or it failed", () => {
    expect(state("I have cancelled it.")).toEqual(["ghost"]);
    expect(state("I have cancelled it.", tool({ name: "get_order" }))).toEqual(["ghost"]);
    expect(state("I have cancelled it.", tool({ failed: true }))).toEqual(["ghost"]);
    expect(state("I have cancelled it.", tool({ result: "Error: no such order" }))).toEqual(["ghost"]);
    expect(state("I have cancelled it.", tool({ result: { error: "no" } }))).toEqual(["ghost"]);
    expect(state("I have refunded it.", tool({ name: "send_email" }))).toEqual(["ghost"]);
  });

  it("is reported where a result says that it is so, unless whoever speaks says to have done it", () => {
    const lookUp = tool({ name: "get_order", result: { status: "cancelled" } });
    expect(state("Your order has been cancelled.", lookUp)).toEqual(["reported"]);
    expect(state("I have cancelled your order.", lookUp)).toEqual(["ghost"]);
  });
});
