// What can be got wrong, each thing in one place; and the variants that get one of them wrong.

import { conflict } from "./inventory.mjs";

const BEARER = /^Bearer [A-Za-z0-9._~+/=-]+$/;

const halfUp = (units, one) => (2n * units + one) / (2n * one);

function halfEven(units, one) {
  const twice = 2n * (units % one);
  const odd = (units / one) % 2n;
  return units / one + (twice > one || (twice === one && odd === 1n) ? 1n : 0n);
}

const RIGHT = {
  round: halfUp,
  authorized: (header) => BEARER.test(header),
  unconfigured: (_, refusal) => {
    throw refusal;
  },
  conflict,
  accepted: 202,
  finish: (body) => body, // the last look at every JSON body
};

const changing = (member, change) => (body) =>
  Object.hasOwn(body, member) ? { ...body, [member]: change(body[member]) } : body;
const without = (member) => (body) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== member));

export const VARIANTS = {
  "": {},
  "wrong-total": { finish: changing("grandTotal", ({ rawJSON }) => JSON.rawJSON((Number(rawJSON) + 0.01).toFixed(2))) },
  "half-even": { round: halfEven },
  "amount-as-text": { finish: changing("totalTax", ({ rawJSON }) => rawJSON) },
  "missing-member": { finish: changing("taxCodes", (codes) => codes.map(without("applicableItemTypes"))) },
  "own-enum-value": { finish: changing("approvalMethod", () => "WET_INK") },
  "unconfigured-code-taxed": { unconfigured: (line) => line },
  "other-error-code": {
    finish: changing("code", (code) => (code === "LOCATION_NOT_FOUND" ? "NO_SUCH_LOCATION" : code)),
  },
  "no-correlation-id": { finish: (body) => ("code" in body ? without("correlationId")(body) : body) },
  "anybody-may-ask": { authorized: () => true },
  "accepted-as-200": { accepted: 200 },
  "conflict-ignored": { conflict: (first) => first },
};

export const behaviourOf = (variant) => ({ ...RIGHT, ...VARIANTS[variant] });
