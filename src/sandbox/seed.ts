import { LINE, QUEUES } from "./cast.ts";
import type { SlackView } from "./slack/views.ts";
import type { Stack } from "./stack.ts";
import { until } from "./until.ts";

/**
 * Makes the queues, with Ana and Ben as their agents, as a supervisor does it: with the slash
 * commands and their forms.
 */
export async function seedQueues({ slack, people, channels }: Stack): Promise<void> {
  const formNamed = (title: string): Promise<SlackView> =>
    until(`the form "${title}"`, () =>
      slack.views(people.sue).find((view) => view.title.startsWith(title)),
    );
  const saved = (words: string): Promise<unknown> =>
    until(`Sue is told "${words}"`, () =>
      slack.ephemerals(people.sue).find((shown) => slack.visibleText(shown).includes(words)),
    );
  for (const { channel, ...settings } of QUEUES) {
    await slack.command(people.sue, channels[channel], "/sms-queue", "new");
    const created = await slack.submit(people.sue, await formNamed("New queue"), {
      ...settings,
      "Slack channel": channels[channel],
      "Phone numbers": LINE,
    });
    refuse(settings.Name, created.errors);
    await saved(`*${settings.Name}*`);
    await slack.command(people.sue, channels[channel], "/sms-queue", `agents ${settings.Name}`);
    const staffed = await slack.submit(people.sue, await formNamed("Edit agents"), {
      Agents: [people.ana, people.ben],
      "Max SMS Sessions": "3",
    });
    refuse(settings.Name, staffed.errors);
    await saved(`Agents of *${settings.Name}*`);
  }
  slack.dismissEphemerals(people.sue);
}

function refuse(queue: string, errors: Readonly<Record<string, string>> | undefined): void {
  if (errors !== undefined) throw new Error(`${queue} is refused: ${JSON.stringify(errors)}`);
}
