import type { PriceListFile } from "./format";
import file from "./list.json";
import { PriceList } from "./price-list";

let made: PriceList | undefined;

/** The list that comes with this version of Recount, made by `npm run prices`. Parsed when it is first needed. */
export const bundledList = (): PriceList => (made ??= new PriceList(file as unknown as PriceListFile));
