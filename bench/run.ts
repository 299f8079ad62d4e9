import { fail } from "@/scripts/target";

import { benchDecode } from "./decode";
import { benchIngest } from "./ingest";
import { benchStorage } from "./storage";

const BENCHES: Record<string, (args: string[]) => void | Promise<void>> = {
  ingest: benchIngest,
  storage: benchStorage,
  decode: benchDecode,
};

const [name = "", ...args] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench) Promise.resolve(bench(args)).catch(fail);
else {
  console.error(`npm run bench -- ${Object.keys(BENCHES).join("|")} [options]; see bench/README.md`);
  process.exitCode = 2;
}
