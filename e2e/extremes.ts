/** Values at the edge of what a table has to show, as `sendInteraction` takes them. */

const at = (agoMs: number): string => new Date(Date.now() - agoMs).toISOString();
const MINUTE_MS = 60_000;
const long = (word: string): string => `${word} `.repeat(200).slice(0, 512).trim();

export const EXTREMES: readonly (() => Record<string, unknown>)[] = [
  // Very much, very long, very expensive: 20.9 M tokens, 41.7 min.
  () => ({
    name: long("unbreakable-name-without-any-blank-".replaceAll(" ", "")),
    feature: "f".repeat(512),
    user_id: "u".repeat(512),
    session_id: "s".repeat(512),
    release: "r".repeat(200),
    environment: "e".repeat(100),
    model: "gpt-4o",
    started_at: at(42 * MINUTE_MS),
    first_token_at: at(42 * MINUTE_MS - 1_234_567),
    ended_at: at(42 * MINUTE_MS - 2_502_345),
    usage: { input_total: 20_900_000, output_total: 12_345_678 },
  }),
  // Very little: $0.0000076, a millisecond.
  () => ({
    name: "تلخيص-المحادثة",
    feature: "دعم العملاء",
    user_id: "مستخدم-٧",
    session_id: "محادثة",
    model: "gpt-4.1-nano",
    messages: [{ role: "user", content: "أين طلبي؟" }],
    output: "غادر المستودع هذا الصباح.",
    started_at: at(2001),
    first_token_at: at(2000.5),
    ended_at: at(2000),
    usage: { input_total: 40, output_total: 9 },
  }),
  () => ({
    name: "订单查询助手",
    feature: "客户服务",
    user_id: "用户七",
    session_id: "对话七",
    messages: [{ role: "user", content: "我的订单在哪里？" }],
    output: "今天早上已从仓库发出。",
    usage: { input_total: 131, output_total: 9 },
  }),
];
