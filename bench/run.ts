import { fail } from "@/scripts/target";

import { benchAudit } from "./audit";
import { benchBudgets } from "./budgets";
import { benchCharts } from "./charts";
import { benchClaims } from "./claims";
import { benchCrash } from "./crash";
import { benchDecisions } from "./decisions";
import { benchDeliveries } from "./deliveries";
import { benchDerive } from "./derive";
import { benchDriftRound } from "./drift-round";
import { benchDetect } from "./detect";
import { benchDrift } from "./drift/drift";
import { benchFuzz } from "./fuzz";
import { benchFuzzAddresses } from "./fuzz-addresses";
import { benchIngest } from "./ingest";
import { benchLabels } from "./labels";
import { benchLargeTrace } from "./large-trace";
import { benchMonitorRound } from "./monitor-round";
import { benchMutations } from "./mutations";
import { benchPages } from "./pages";
import { benchPauses } from "./pauses";
import { benchProjection } from "./projection";
import { benchQueries } from "./queries";
import { benchRetention } from "./retention";
import { benchSeed } from "./seed";
import { benchSeals } from "./seals";
import { benchSignIns } from "./sign-ins";
import { benchStorage } from "./storage";
import { benchWhatIf } from "./what-if";

const BENCHES: Record<string, (args: string[]) => void | Promise<void>> = {
  audit: benchAudit,
  ingest: benchIngest,
  derive: benchDerive,
  "drift-round": benchDriftRound,
  detect: benchDetect,
  storage: benchStorage,
  seed: benchSeed,
  queries: benchQueries,
  retention: benchRetention,
  budgets: benchBudgets,
  charts: benchCharts,
  claims: benchClaims,
  crash: benchCrash,
  decisions: benchDecisions,
  deliveries: benchDeliveries,
  drift: benchDrift,
  fuzz: benchFuzz,
  "fuzz-addresses": benchFuzzAddresses,
  projection: benchProjection,
  labels: benchLabels,
  "large-trace": benchLargeTrace,
  "monitor-round": benchMonitorRound,
  mutations: benchMutations,
  pages: benchPages,
  pauses: benchPauses,
  seals: benchSeals,
  "sign-ins": benchSignIns,
  "what-if": benchWhatIf,
  // Run when they are loaded.
  decode: async () => void (await import("./decode")),
  accept: async () => void (await import("./accept")),
};

const [name = "", ...args] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench) Promise.resolve(bench(args)).catch(fail);
else {
  console.error(`npm run bench -- ${Object.keys(BENCHES).join("|")} [options]; see bench/README.md`);
  process.exitCode = 2;
}
