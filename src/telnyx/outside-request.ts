import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { BlockList, type LookupFunction } from "node:net";

/** A host's name leads to an address that is not on the open internet. */
export class InsideAddressError extends Error {
  override readonly name = "InsideAddressError";
}

/** All addresses of a host. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

const resolveByDns: Resolve = (hostname) => lookup(hostname, { all: true });

/**
 * Where a machine, a private network or many machines at once are reached (IANA's special-purpose
 * address registries; without the ranges that are for documentation).
 */
const INSIDE = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  INSIDE.addSubnet(network, prefix, "ipv4");
  // As networks of IPv6 alone write it, where open addresses are written so as well.
  INSIDE.addSubnet(`64:ff9b::${network}`, 96 + prefix, "ipv6");
}
for (const [network, prefix] of [
  ["::", 127],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 9],
  ["ff00::", 8],
] as const) {
  INSIDE.addSubnet(network, prefix, "ipv6");
}

function isInside({ address, family }: LookupAddress): boolean {
  // An IPv4 address in IPv6's clothes is checked as the former.
  return INSIDE.check(address, family === 6 ? "ipv6" : "ipv4");
}

export interface OutsideRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** The host may be inside our own network: it is the one that we were configured with. */
  readonly mayBeInside: boolean;
  readonly resolve?: Resolve | undefined;
}

/**
 * Asks for a page, following no redirect. The addresses that the host's name leads to are looked at
 * in the very look-up by which the connection is made, so that none can come between.
 *
 * @throws InsideAddressError; whatever the connection fails with
 */
export function getFromOutside(url: URL, options: OutsideRequest): Promise<IncomingMessage> {
  const { headers, signal, mayBeInside } = options;
  return new Promise((answered, failed) => {
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    const guard = mayBeInside ? {} : { lookup: guarded(options.resolve ?? resolveByDns) };
    // A connection of its own: one that is there already was made with another look-up.
    const asked = request(url, { headers, signal, agent: false, ...guard }, answered);
    asked.on("error", failed);
    asked.end();
  });
}

function guarded(resolve: Resolve): LookupFunction {
  return (hostname, { all }, answer) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || addresses.some(isInside)) {
          answer(new InsideAddressError("the host is inside a private network"), "");
        } else if (all === true) answer(null, [...addresses]);
        else answer(null, first.address, first.family);
      },
      (error: unknown) => answer(error instanceof Error ? error : new Error("no look-up"), ""),
    );
  };
}
