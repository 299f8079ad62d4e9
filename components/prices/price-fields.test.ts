import { expect, it } from "vitest";

import { OwnPriceInput } from "@/lib/cost/own/schemas";
import { RepricingScope } from "@/lib/cost/reprice/schemas";

import { isSet, priceInput, priceText } from "./own-price-fields";
import { repricingInput, repricingText } from "./repricing-fields";

it("only amounts that are set are sent, each with its tier", () => {
  const typed = priceText({ provider: "*", model: "m", units: { batch: { input_mtok: "1" } } }, "2026-03-10");
  typed.units.standard.input_mtok = "2";
  typed.units.flex.input_mtok = " ";
  expect(OwnPriceInput.parse(priceInput(typed)).units).toEqual({
    standard: { input_mtok: "2" },
    batch: { input_mtok: "1" },
    flex: {},
    priority: {},
  });
  expect([isSet(typed.units.batch), isSet(typed.units.priority)]).toEqual([true, false]);
});

it("a changed price begins today, a new one always held", () => {
  const old = { provider: "*", model: "m", validFrom: "2026-01-01" };
  expect(priceText({ ...old, id: 3 }, "2026-03-10").validFrom).toBe("2026-03-10");
  expect(priceText(old, "2026-03-10").validFrom).toBe("2026-01-01");
  expect(priceInput(priceText({ provider: "*", model: "m" }, "2026-03-10"))).toMatchObject({
    validFrom: null,
    validTo: null,
  });
});

it("days of a repricing are both included, also across a summer time and a leap day", () => {
  expect(repricingInput({ from: "2024-02-28", to: "2024-02-28", model: "*", provider: "*" })).toEqual({
    from: "2024-02-28T00:00:00.000Z",
    to: "2024-02-29T00:00:00.000Z",
    model: "*",
    provider: "*",
  });
  expect(repricingText("2026-03-10", null).from).toBe("2026-02-08");
});

it("a day that is missing is refused at its field", () => {
  const result = RepricingScope.safeParse(
    repricingInput({ from: "", to: "2026-03-10", model: "*", provider: "*" }),
  );
  expect(result.error?.issues[0]?.path).toEqual(["from"]);
});
