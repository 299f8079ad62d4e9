/** How much of an answer is looked at: who refuses says so first. */
const BEGINNING = 240;

/**
 * Openings by which assistants refuse, in the languages in which they are trained to; a rule of thumb, and told as one. Apologies alone
 * are none: an agent is sorry for a late flight, too.
 */
const OPENINGS =
  /\b(i('|’)?m|i am)( very| really)? (sorry|afraid|unable|not able)\b.{0,40}\b(can('|’)?t|cannot|unable|not able)\b|\bi (can('|’)?t|cannot|won('|’)?t|will not|am unable to|am not able to) (help|assist|comply|provide|discuss|answer|engage|fulfil|continue|do that)|\bas an (ai|language model|artificial intelligence)\b|\b(es tut mir leid|tut mir leid|leider)\b.{0,60}\bkann ich\b.{0,60}\bnicht\b|\b(lo siento|lamento)\b.{0,40}\bno puedo\b|\b(je suis désolée?|désolée?)\b.{0,40}\bne (peux|puis) pas\b|\bdesculpe\b.{0,40}\bnão posso\b|\bmi dispiace\b.{0,40}\bnon posso\b|(申し訳|すみません).{0,30}(できません|できかねます)|(抱歉|对不起).{0,20}(无法|不能)/is;

/** Whether an answer declines to do what it was asked, by its wording. */
export const isRefusal = (answer: string): boolean => OPENINGS.test(answer.slice(0, BEGINNING));
