import { cut, type Notice, type Tone, TONE_MARKS, TONE_WORDS } from "../message";

const STYLES: Record<Tone, string> = {
  alert: "attention",
  warning: "warning",
  resolved: "good",
  info: "emphasis",
};

/** A message is at most 28 KB: 50 points of this length and the rest fit in. */
const POINT = 300;
const TITLE = 500;

/**
 * What a workflow "Post to a channel when a webhook request is received" takes: a message with one Adaptive Card. 1.4 is what
 * Teams shows on phones too.
 */
export const teamsBody = (notice: Notice): object => ({
  type: "message",
  attachments: [
    {
      contentType: "application/vnd.microsoft.card.adaptive",
      contentUrl: null,
      content: {
        $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
        type: "AdaptiveCard",
        version: "1.4",
        msteams: { width: "Full" },
        fallbackText: cut(notice.title, TITLE),
        body: [
          {
            type: "Container",
            style: STYLES[notice.tone],
            bleed: true,
            items: [
              textBlock(`${TONE_MARKS[notice.tone]} ${TONE_WORDS[notice.tone]}`, { size: "Small" }),
              textBlock(plain(cut(notice.title, TITLE)), { size: "Medium", weight: "Bolder" }),
            ],
          },
          ...(notice.facts.length > 0
            ? [
                {
                  type: "FactSet",
                  facts: notice.facts.map(({ label, value }) => ({
                    title: label,
                    value: plain(cut(value, TITLE)),
                  })),
                },
              ]
            : []),
          ...(notice.sparkline === null ? [] : [textBlock(notice.sparkline, { fontType: "Monospace" })]),
          ...notice.points.map(({ text, link }) => {
            const words = plain(cut(text, POINT));
            return textBlock(link === null ? `• ${words}` : `• [${words}](${link})`, { spacing: "Small" });
          }),
        ],
        actions: [{ type: "Action.OpenUrl", title: "Open in Recount", url: notice.link }],
      },
    },
  ],
});

const textBlock = (text: string, more: object): object => ({ type: "TextBlock", text, wrap: true, ...more });

/** A card reads these as Markdown. */
const plain = (text: string): string => text.replaceAll(/[\\*_[\]]/g, String.raw`\$&`);
