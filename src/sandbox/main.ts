import { startPage } from "./page/server.ts";
import { playConversation } from "./play.ts";
import { seedQueues } from "./seed.ts";
import { startStack } from "./stack.ts";

/** Where the page is, unless something else is there. */
const PORT = 4400;

/**
 * `npm run sandbox`: everything on this machine, with a page to try it. `npm run sandbox -- story`
 * plays one conversation first and prints it.
 */
async function main(): Promise<void> {
  const began = performance.now();
  const stack = await startStack();
  await seedQueues(stack);
  if (process.argv.includes("story")) await playConversation(stack, tell);
  const page = await startPage(stack, PORT);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  print(`
SMS call queues, sandbox. No accounts; nothing leaves this machine.

  open          ${page.url}

  the app       ${stack.app.url} (healthz, readyz, metrics)
  fake Slack    ${stack.slack.apiUrl}
  fake Telnyx   ${stack.telnyx.baseUrl}

Up in ${seconds} s. It stays up until Ctrl-C; what you did is gone then.`);

  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      print("\nstopping");
      page
        .close()
        .then(() => stack.stop())
        .then(
          () => process.exit(0),
          (error: unknown) => fail(error),
        );
    });
  }
}

/** One line of the story, as a play is printed. */
function tell(who: string, what: string): void {
  const [first = "", ...rest] = what.split("\n");
  print(`${who.padStart(13)}  ${first}`);
  for (const line of rest) print(`${" ".repeat(15)}${line}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(error: unknown): never {
  process.stderr.write(
    `the sandbox failed: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}

main().catch(fail);
