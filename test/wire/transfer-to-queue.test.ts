import { describe, expect, it } from "vitest";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { BOB, OTHER_LINE, story, type World } from "../support/world.ts";

/** Makes the queue Sales, which has a line of its own, with Ben and Cleo as its agents. */
async function makeSales(world: World, fields: Record<string, string> = {}) {
  const { slack, people } = world;
  const cleo = slack.addUser({ id: "U0CLEO", name: "Cleo" }).id;
  const members = [people.ben, people.sue, cleo];
  const channel = slack.addChannel({ name: "sales", members, botIsMember: true }).id;
  await world.makeQueue({
    Name: "Sales",
    "Slack channel": channel,
    "Phone numbers": OTHER_LINE,
    "Initiation Keyword": "SALES",
    "Initiation Message": "Welcome to Sales!",
    "Termination Keyword": "STOPSALES",
    "Termination Message": "Bye from Sales!",
    "No Agents Message": "Sales is closed.",
    "Ended Message": "Sales has ended this.",
    ...fields,
  });
  await world.addAgents("Sales", [people.ben, cleo]);
  return { channel: fields["Slack channel"] ?? channel, cleo };
}

/** Transfers the session by the form. */
async function transfer(world: World, by: string, invite: SlackMessage, to: string): Promise<void> {
  const form = await world.openFormBy(by, invite, "Transfer");
  const { errors } = await world.slack.submit(by, form, { To: to });
  expect(errors).toBeUndefined();
}

const TO_SALES = "Sales (2 of 2 free)";

describe.concurrent("a transfer to a queue of another channel", () => {
  it(
    "lets the session go on there, with the conversation so far, at its original place",
    story(async (world) => {
      const { people, slack } = world;
      const sales = await makeSales(world);
      const invite = await world.talk(people.ana);
      await world.write(people.ana, invite, "I pass you on");
      await world.phoneHas(BOB, "I pass you on");
      const before = await world.rows("select waiting_since from sessions");
      await transfer(world, people.ana, invite, TO_SALES);
      const next = await world.inviteOf(BOB, sales.channel);
      expect(slack.visibleText(next)).toContain("@Ben @Cleo");
      await world.inviteSays(next, "transferred from Support");
      await world.threadSays(next, "@Ana transferred this session from Support to *Sales*");
      await world.settled();
      expect(await world.rows("select waiting_since from sessions")).toEqual(before);
    }),
  );
});
