import { playConversation } from "./play.ts";
import { startStack } from "./stack.ts";

/** `npm run sandbox`: everything on this machine, one conversation played, and it stays up. */
async function main(): Promise<void> {
  const began = performance.now();
  const stack = await startStack();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  print(
    `SMS call queues, sandbox: up in ${seconds} s. No accounts, nothing leaves this machine.\n`,
  );

  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      print("\nstopping");
      stack.stop().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    });
  }
  await playConversation(stack, (who, what) => {
    const [first = "", ...rest] = what.split("\n");
    print(`${who.padStart(13)}  ${first}`);
    for (const line of rest) print(`${" ".repeat(15)}${line}`);
  });
  print(`
The story is over; everything stays up until Ctrl-C.
  the app       ${stack.app.url} (healthz, readyz, metrics)
  fake Slack    ${stack.slack.apiUrl}
  fake Telnyx   ${stack.telnyx.baseUrl}`);
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
