import { cut, type Notice, TONE_MARKS } from "../message";

/** Slack's limits. Source: its reference of blocks. */
const HEADER = 150;
const FIELDS = 10;
const FIELD = 2000;
const SECTION = 3000;

/**
 * A message with blocks; `text` is what notifications show, and what servers show that take Slack's messages and know no blocks.
 */
export function slackBody(notice: Notice): object {
  const title = `${TONE_MARKS[notice.tone]} ${notice.title}`;
  return {
    text: [plain(cut(title, SECTION)), ...notice.facts.slice(1, 3).map(inLine), notice.link].join("\n"),
    blocks: [
      { type: "header", text: { type: "plain_text", text: cut(title, HEADER), emoji: true } },
      ...(notice.facts.length > 0
        ? [
            {
              type: "section",
              fields: notice.facts.slice(0, FIELDS).map(({ label, value }) => ({
                type: "mrkdwn",
                text: cut(`*${plain(label)}*\n${plain(value)}`, FIELD),
              })),
            },
          ]
        : []),
      ...(notice.sparkline === null ? [] : [section(`\`${notice.sparkline}\``)]),
      ...sections(notice.points.map(pointLine)),
      {
        type: "actions",
        elements: [
          {
            type: "button",
            text: { type: "plain_text", text: "Open in Recount" },
            url: notice.link,
          },
        ],
      },
    ],
  };
}

const inLine = ({ label, value }: Notice["facts"][number]): string => `${plain(label)}: ${plain(value)}`;

const pointLine = ({ text, link }: Notice["points"][number]): string => {
  const words = plain(cut(text, 300));
  return link === null ? `• ${words}` : `• <${link}|${words.replaceAll("|", "¦")}>`;
};

const section = (text: string): object => ({ type: "section", text: { type: "mrkdwn", text } });

/** As many sections as the lines take. */
function sections(lines: readonly string[]): object[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= SECTION)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.map(section);
}

/** Slack reads these three as markup. */
const plain = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
