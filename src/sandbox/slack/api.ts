import type { IncomingMessage, ServerResponse } from "node:http";
import { type Answer, answerThrough, type Fault, type Faults } from "../faults.ts";
import { readBytes, sendJson } from "../http.ts";
import { type Fields, fieldsOf, parseJson, textOf } from "../json.ts";
import { decodeArguments, type Method, type Methods, type Platform } from "./method.ts";
import { chatMethods } from "./methods-chat.ts";
import { conversationMethods } from "./methods-conversations.ts";
import { fileMethods, receiveUpload } from "./methods-files.ts";
import { peopleMethods } from "./methods-people.ts";
import { viewMethods } from "./methods-views.ts";
import { answerResponse, type SlackResponse } from "./responses.ts";
import { SlackError } from "./workspace.ts";

/** One call of the Web API, as it came and was answered. */
export interface SlackCall {
  readonly method: string;
  /** Decoded: `blocks`, `view` and `metadata` as JSON. */
  readonly args: Fields;
  /** ms since 1970. */
  readonly at: number;
  /** The answer of the work; null when the work was not done. A fault may have hidden it. */
  readonly answer: Fields | null;
  /** The fault that struck it. */
  readonly fault?: Fault;
}

/** Slack's pace for chat.postMessage: one a second and channel. */
export interface RateLimits {
  /** Default false. */
  enabled: boolean;
  /** ms between two posts to a channel. Default 1000. */
  perChannelMs: number;
}

/** What the HTTP side of the fake needs. */
export interface ApiParts {
  readonly platform: Platform;
  readonly faults: Faults;
  readonly rateLimits: Readonly<RateLimits>;
  readonly tokens: { readonly bot: string; readonly app: string | undefined };
  readonly calls: SlackCall[];
  readonly responses: SlackResponse[];
  readonly closing: AbortSignal;
}

const methods: Methods = {
  ...chatMethods,
  ...conversationMethods,
  ...peopleMethods,
  ...viewMethods,
  ...fileMethods,
};

/** The scopes of a token that may do everything the fake can. */
const everyScope =
  "channels:history channels:join channels:read chat:write commands files:read files:write \
groups:history groups:read im:history im:read im:write reactions:read reactions:write users:read".split(
    " ",
  );

/** Answers the app's requests: Web API calls, response_urls, uploads and downloads. */
export function createApi(
  parts: ApiParts,
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const lastPost = new Map<string, number>();
  return async (req, res) => {
    const url = new URL(req.url ?? "/", "http://sandbox");
    const [, room = "", name = ""] = url.pathname.split("/");
    const body = await readBytes(req);
    if (room === "api" && name !== "") await call(parts, lastPost, name, req, res, body);
    else if (room === "response") await response(parts, name, body, res);
    else if (room === "upload") upload(parts, name, req, res, body);
    else if (room === "files-pri") await download(parts, name, req, res);
    else sendJson(res, 404, { ok: false, error: "not_found" });
  };
}

async function call(
  parts: ApiParts,
  lastPost: Map<string, number>,
  name: string,
  req: IncomingMessage,
  res: ServerResponse,
  body: Buffer,
): Promise<void> {
  const args = decodeArguments(req.headers["content-type"] ?? "", body.toString());
  const at = Date.now();
  const { platform, calls } = parts;
  const scopes = (platform.scopes ?? everyScope).join(",");
  const headers = { "x-oauth-scopes": scopes };
  const answered = (fields: Fields): Answer => ({ status: 200, body: fields, headers });
  const fault = parts.faults.take(name, args);
  const work = (): Answer => {
    const limited = rateLimited(parts, lastPost, name, args, at);
    if (limited !== undefined) return limited;
    try {
      const method = methods[name];
      if (method === undefined) throw new SlackError("unknown_method", { req_method: name });
      checkToken(parts, method, req.headers.authorization ?? "");
      checkScope(platform, method, args);
      return answered({ ok: true, ...method.run(platform, args) });
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      return answered({ ok: false, error: error.error, ...error.extra });
    }
  };
  const refusal = (error: string): Answer => answered({ ok: false, error });
  const struck = fault === undefined ? {} : { fault };
  const answer = await answerThrough(res, fault, work, refusal, parts.closing);
  calls.push({ method: name, args, at, answer: answer?.body ?? null, ...struck });
}

function rateLimited(
  { rateLimits }: ApiParts,
  lastPost: Map<string, number>,
  name: string,
  args: Fields,
  at: number,
): Answer | undefined {
  if (!rateLimits.enabled || name !== "chat.postMessage") return undefined;
  const channel = textOf(args.channel);
  const next = (lastPost.get(channel) ?? 0) + rateLimits.perChannelMs;
  if (at >= next) {
    lastPost.set(channel, at);
    return undefined;
  }
  const seconds = String(Math.max(1, Math.ceil((next - at) / 1000)));
  return {
    status: 429,
    body: { ok: false, error: "ratelimited" },
    headers: { "retry-after": seconds },
  };
}

function checkToken({ tokens }: ApiParts, method: Method, authorization: string): void {
  const token = /^Bearer (.+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw new SlackError("not_authed");
  const wanted = method.takesAppToken === true ? tokens.app : tokens.bot;
  if (token === wanted) return;
  const known = token === tokens.bot || token === tokens.app;
  throw new SlackError(known ? "not_allowed_token_type" : "invalid_auth");
}

function checkScope(platform: Platform, method: Method, args: Fields): void {
  const { scopes, workspace } = platform;
  if (scopes === undefined || method.scope === undefined) return;
  const needed = method.scope(workspace.channels.get(textOf(args.channel)));
  if (scopes.includes(needed)) return;
  throw new SlackError("missing_scope", { needed, provided: scopes.join(",") });
}

async function response(
  parts: ApiParts,
  id: string,
  body: Buffer,
  res: ServerResponse,
): Promise<void> {
  const { platform, responses } = parts;
  const fields = fieldsOf(parseJson(body.toString()));
  const fault = parts.faults.take("response_url", fields);
  const work = (): Answer => {
    const target = platform.triggers.useResponse(id);
    const answer = answerResponse(platform, target, fields);
    if (target !== undefined) {
      const { user, channel } = target;
      responses.push({ user, channel, body: fields, status: answer.status });
    } else {
      platform.warn("a post to a response_url that is unknown, too old or used up");
    }
    return answer;
  };
  const refusal = (error: string): Answer => ({ status: 404, body: { ok: false, error } });
  await answerThrough(res, fault, work, refusal, parts.closing);
}

function upload(
  { platform }: ApiParts,
  fileId: string,
  req: IncomingMessage,
  res: ServerResponse,
  body: Buffer,
): void {
  const known = receiveUpload(platform, fileId, req.headers["content-type"] ?? "", body);
  res.writeHead(known ? 200 : 404, { "content-type": "text/plain" });
  res.end(known ? `OK - ${body.length}` : "file_not_found");
}

/** Without the bot's token, a download gives a login page with status 200, as Slack does. */
async function download(
  { platform, tokens, faults, closing }: ApiParts,
  fileId: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const fault = faults.take("download", { file: fileId });
  if (fault !== undefined) {
    const answer = { status: 404, body: {} };
    await answerThrough(
      res,
      fault,
      () => answer,
      () => answer,
      closing,
    );
    return;
  }
  const file = platform.workspace.files.get(fileId);
  const mayRead = platform.scopes?.includes("files:read") ?? true;
  if (req.headers.authorization !== `Bearer ${tokens.bot}` || !mayRead) {
    res.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in to Sandbox</html>");
    return;
  }
  if (file === undefined) {
    res.writeHead(404).end();
    return;
  }
  res.writeHead(200, { "content-type": file.mimetype }).end(file.bytes);
}
