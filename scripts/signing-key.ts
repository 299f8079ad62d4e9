import { parseArgs } from "node:util";

import { readEnv } from "@/lib/env";
import { listKeys, rotateKey } from "@/lib/seals/signing-keys";

import { withOwnDatabase } from "./own-database";
import { instanceSecret } from "@/runtime/instance-secret";
import { fail } from "./target";

const USAGE = `npm run signing-key [-- --rotate [FILE]]

Lists the keys that heads of seals and files of evidence were signed with. --rotate makes the next one, told by the one that signs now.
Where RECOUNT_SIGNING_KEY is set, FILE is the next key (openssl genpkey -algorithm ed25519): set RECOUNT_SIGNING_KEY to it afterwards. With
the embedded database, stop Recount first.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rotate: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const { signingKey: key, secret, databaseUrl, dataDir } = readEnv();
  const [next] = positionals;
  if (values.rotate && (key === undefined) !== (next === undefined))
    throw new Error(
      key === undefined
        ? "The store keeps the key: --rotate takes no file, unless RECOUNT_SIGNING_KEY is set."
        : "RECOUNT_SIGNING_KEY is set: name the file of the next key.",
    );
  await withOwnDatabase(async (sql) => {
    const settings = { key, secret: secret ?? (databaseUrl ? undefined : instanceSecret(dataDir)) };
    if (values.rotate) await rotateKey(sql, settings, next, new Date());
    for (const { number, id, publicKey, signature, madeAt } of await listKeys(sql))
      console.log(
        `${number}  ${id}  ${publicKey.toString("hex")}  ${madeAt}${number > 1 && signature === null ? "  not announced by the key before" : ""}`,
      );
  });
}

main().catch(fail);
