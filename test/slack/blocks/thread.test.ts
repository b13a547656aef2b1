import { describe, expect, it } from "vitest";
import { entryMessage } from "../../../src/slack/blocks/thread.ts";

const AT = new Date("2026-11-02T10:00:00Z");
const TEXTER = { kind: "texter" } as const;

describe("several texts in one post", () => {
  it("are all in its plain words too, which are posted where Slack does not like the blocks", () => {
    const shown = { from: TEXTER, mediaCount: 0, at: AT, failed: null };
    const earlier = entryMessage(
      {
        kind: "earlier_texts",
        texts: [
          { ...shown, text: "my <door> squeaks" },
          { ...shown, text: "  " },
        ],
      },
      "https://example.slack.com/",
    );
    expect(earlier.text).toContain("my &lt;door&gt; squeaks");
    expect(earlier.text).toContain("(no text)");
    const text = {
      kind: "from_texter",
      mediaCount: 0,
      sentAt: AT,
      late: false,
      afterEnd: false,
    } as const;
    const together = entryMessage(
      {
        kind: "texts_together",
        texts: [
          { ...text, text: "one" },
          { ...text, text: "a & b" },
        ],
      },
      "https://example.slack.com/",
    );
    expect(together.text).toBe("one\na &amp; b");
  });
});
