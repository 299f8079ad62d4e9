/**
 * What the form imagines, as the address says it; null: nothing of the kind. One model for another takes both names.
 * @param swap the model that is called now; empty: none
 */
export function whatIfOf(said: FormData, swap: string) {
  const text = (name: string) => {
    const value = said.get(name);
    return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
  };
  const traffic = text("traffic");
  const swapTo = text("swap_to");
  return {
    traffic: traffic === "1" ? null : traffic,
    swap: swapTo === null || swap === "" ? null : swap,
    swap_to: swap === "" ? null : swapTo,
    cached: text("cached"),
  };
}
