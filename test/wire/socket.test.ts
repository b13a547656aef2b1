import { afterEach, beforeEach, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { BOB, LINE, startWorld, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld("socket");
  await world.makeQueue();
  await world.addAgents("Support", [world.people.ana]);
});
afterEach(async () => {
  await world.close();
});

async function isReady(): Promise<boolean> {
  return (await fetch(`${world.app.url}/readyz`)).ok;
}

it("connects again by itself after Slack has refreshed or cut the socket", async () => {
  world.slack.recycleSockets();
  await until("it is connected again", () => world.slack.socketCount > 0 && isReady());
  // One try in vain, so that the time without a connection is long enough to be seen.
  world.slack.faults.add({ call: "apps.connections.open", times: 1, cut: true });
  world.slack.dropSockets();
  await until("it is not ready", async () => !(await isReady()));
  await until("it is connected again", () => world.slack.socketCount > 0 && isReady());
  expect(await world.ask(world.people.ana, "/sms-duty", "status")).toContain("on duty");
});

it("goes on taking texts while Slack can't be reached, and shows them when it is back", async () => {
  const down = world.slack.faults.add({ call: "apps.connections.open", times: 2, cut: true });
  world.slack.dropSockets();
  await until("it has tried in vain", () => down.struck > 0);
  const answered = await world.telnyx.text(BOB, LINE, "support");
  expect(answered.status).toBe(200);
  await until("it is connected again", () => world.slack.socketCount > 0 && isReady());
  const invite = await world.invite();
  await world.accept(world.people.ana, invite);
  await world.slack.say(world.people.ana, world.channel, "Hello!", { threadTs: invite.ts });
  await world.phoneHas(BOB, "Hello!");
});
