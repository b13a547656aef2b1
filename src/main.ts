import { ConfigError, readConfig } from "./config.ts";
import { createLogger } from "./log.ts";

/** `npm start`: read the environment, start, and stop in order on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  // Only now: whoever has set something wrong is told at once.
  const { startApp } = await import("./app.ts");
  const log = createLogger(config.logLevel);
  const app = await startApp(config, { log, processMetrics: true });

  let stopping: Promise<void> | null = null;
  // Whoever runs this process starts it again, and the database with it.
  void app.databaseEnded.then(() => {
    stopping ??= app.stop().finally(() => process.exit(1));
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      stopping ??= app.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.fatal({ err: error }, "could not stop in order");
          process.exit(1);
        },
      );
      log.info({ signal }, "stopping");
    });
  }
  await app.started;
}

function fail(error: unknown): never {
  if (error instanceof ConfigError) {
    process.stderr.write(
      `${error.message}\n\nSet them as the README's set-up says. To try everything without any account: npm run sandbox\n`,
    );
  } else {
    createLogger("error").fatal({ err: error }, "can't start");
  }
  process.exit(1);
}

main().catch(fail);
