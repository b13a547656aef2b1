import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** A file that the page's server hands out. */
export interface Asset {
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

/**
 * Bundles the browser's side in memory: nothing is written.
 *
 * @returns the files by their paths
 * @throws esbuild's BuildFailure, naming file and line
 */
export async function bundlePage(): Promise<ReadonlyMap<string, Asset>> {
  const client = fileURLToPath(new URL("./client/", import.meta.url));
  const result = await build({
    absWorkingDir: client,
    entryPoints: { page: "main.tsx", style: "style.css" },
    bundle: true,
    minify: true,
    write: false,
    outdir: "/",
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    logLevel: "silent",
  });
  const assets = new Map<string, Asset>([
    [
      "/",
      {
        contentType: "text/html; charset=utf-8",
        body: readFileSync(`${client}index.html`, "utf8"),
      },
    ],
  ]);
  for (const { path, contents } of result.outputFiles) {
    if (path.endsWith(".js")) {
      assets.set("/page.js", { contentType: "text/javascript; charset=utf-8", body: contents });
    } else {
      assets.set("/page.css", { contentType: "text/css; charset=utf-8", body: contents });
    }
  }
  return assets;
}
