// Calls to neighbours: retries, time-outs, caches. BROKEN names one fault.
import http from "node:http";
import { randomUUID } from "node:crypto";

export class Down extends Error {}
export class Refused extends Error {
  constructor(status, body) { super(`refused: ${status} ${body}`); this.status = status; }
}

const BASE = process.env.NEIGHBOURS.replace(/\/$/, "");
const FACTOR = Number(process.env.TTL_FACTOR ?? 1);
const is = (name) => process.env.BROKEN === name;
const TIMEOUT_MS = 30_000;
const EVENTS = { waits: [1, 2, 4], transient: true }, CRM = { waits: [0.5, 0.5], transient: true };
const GENERAL = { waits: [1], transient: false };
const TTL_S = [[/^\/api\/v1\/crm\/customer\//, 900], [/^\/api\/v1\/crm\/vehicle\//, 3600], [/^\/api\/v1\/product\//, 300],
  [/^\/api\/v1\/pricing\/tax-codes/, 3600], [/^\/api\/v1\/location\//, 3600]];
const sleep = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });
const hex = (length) => randomUUID().replaceAll("-", "").slice(0, length);
const agent = new http.Agent({ keepAlive: false });

function once(method, path, headers, body) {
  return new Promise((resolve) => {
    const limit = setTimeout(() => { request.destroy(); resolve({ failed: "time-out" }); }, TIMEOUT_MS);
    const end = (told) => { clearTimeout(limit); resolve(told); };
    const request = http.request(`${BASE}${path}`, { method, headers, agent }, (response) => {
      let text = "";
      response.on("data", (chunk) => { text += chunk; });
      response.on("error", () => end({ failed: "connection" }));
      response.on("end", () => end({ status: response.statusCode, text }));
    });
    request.on("error", () => end({ failed: "connection" }));
    if (body !== undefined) request.write(body);
    request.end();
  });
}

async function call(policy, who, method, path, more = {}, body = undefined) {
  const trace = who.trace ?? hex(32);
  const target = is("token-in-query") ? `${path}${path.includes("?") ? "&" : "?"}token=${who.token}` : path;
  for (let attempt = 0; ; attempt += 1) {
    const headers = { Authorization: `Bearer ${who.token ?? "service.a.b"}`, "X-Correlation-Id": who.correlation,
      traceparent: `00-${trace}-${hex(16)}-01`, Accept: "application/json", ...more };
    if (is("no-trace")) delete headers.traceparent;
    if (body !== undefined) headers["Content-Length"] = Buffer.byteLength(body);
    const told = await once(method, target, headers, body);
    const transient = told.failed || [502, 503, 504].includes(told.status) || (is("retries-500") && told.status === 500);
    const again = policy.transient ? transient : told.failed === "time-out";
    if (!again || attempt >= policy.waits.length) return told;
    await sleep(is("no-wait") ? 0.01 : policy.waits[attempt]);
  }
}

const policyOf = (path) => (path.startsWith("/api/v1/crm/") ? CRM : GENERAL);
const cache = new Map();

export async function read(who, path) {
  const ttl = TTL_S.find(([pattern]) => pattern.test(path))?.[1];
  const kept = ttl === undefined ? undefined : cache.get(path);
  if (kept && (is("never-expires") || (Date.now() - kept.at) / 1000 < ttl / FACTOR)) return kept;
  const told = await call(policyOf(path), who, "GET", path);
  if (told.status === 200) {
    const fresh = { at: Date.now(), body: JSON.parse(told.text) };
    if (ttl !== undefined) cache.set(path, fresh);
    return fresh;
  }
  if (told.status === 404) cache.delete(path);
  const down = told.failed || [502, 503, 504].includes(told.status);
  if (kept && down && path.startsWith("/api/v1/crm/")) return kept;
  throw failure(told);
}

function failure(told) {
  return told.failed || told.status >= 500 ? new Down(told.failed ?? String(told.status)) : new Refused(told.status, told.text);
}

export async function write(who, path, document, key = undefined) {
  const more = { "Content-Type": "application/json", ...(key ? { "Idempotency-Key": key } : {}) };
  const told = await call(GENERAL, who, "POST", path, more, JSON.stringify(document));
  if (told.status !== 200 && told.status !== 201) throw failure(told);
  return { body: JSON.parse(told.text) };
}

export async function event(who, mail) {
  const more = { "Content-Type": "application/cloudevents+json", "Idempotency-Key": mail.id };
  const sender = { ...who, trace: mail.trace, correlation: mail.correlation };
  const told = await call(EVENTS, sender, "POST", `/api/v1/${mail.domain}/events`, more, mail.body);
  if (told.status !== 202) throw failure(told);
}
