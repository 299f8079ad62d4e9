import { connect } from "@/db/client";
const s = connect("postgres://recount@/recount?host=/tmp/recount-seed-1m/socket", { role: null, max: 1, applicationName: "q" });
(async()=>{ console.log(await s`select tier, count(*)::int from dirty_buckets group by 1 order by 1`);
await s.end();})();
