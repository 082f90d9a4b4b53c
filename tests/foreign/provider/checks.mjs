// What a value of a request may be. A check takes a value and its path, and gives the faults that it finds.

import { Exact } from "./exact.mjs";

const MOST_CENTS = 99_999_999_999n;
const MOST = 2n ** 31n - 1n;
const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:(?:0\d|1[0-7]):[0-5]\d|18:00))$/;

const check = (holds, says) => (value, path) => (holds(value) ? [] : [{ field: path, message: says }]);

export const isBlank = (value) => !/[^\u0000-\u0020]/.test(value);
const isText = (value) => typeof value === "string" && value.isWellFormed();
const isWithin = (units, most) => units !== null && units >= 0n && units <= most;

export const text = check((value) => isText(value) && !isBlank(value), "must be a text that is not blank");
export const textOrNothing = check((value) => value == null || isText(value), "must be a text");
export const flag = check((value) => typeof value === "boolean", "must be true or false");
export const count = check(
  (value) => value instanceof Exact && isWithin(value.at(0), MOST),
  "must be a whole number that is not negative",
);
export const amount = check(
  (value) => value instanceof Exact && isWithin(value.at(2), MOST_CENTS),
  "must be an amount with at most two decimals that is not negative",
);
export const signedAmount = check((value) => {
  const cents = value instanceof Exact ? value.at(2) : null;
  return cents !== null && cents <= MOST_CENTS && cents >= -MOST_CENTS;
}, "must be an amount with at most two decimals");
export const dateTime = check(
  (value) => typeof value === "string" && isDay(DATE_TIME.exec(value)),
  "must be a date-time of RFC 3339",
);
export const oneOf = (...values) =>
  check((value) => values.includes(value), `must be one of ${values.join(", ")}`);
export const matching = (pattern) =>
  check((value) => isText(value) && pattern.test(value), `must match ${pattern.source}`);

function isDay(match) {
  if (match === null) return false;
  const [year, month, day] = match.slice(1, 4).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && month > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

export const list = (item, least = 0) => (value, path) => {
  if (!Array.isArray(value)) return [{ field: path, message: "must be a list" }];
  if (value.length < least) return [{ field: path, message: `must hold at least ${least}` }];
  return value.flatMap((each, at) => item(each, `${path}.${at}`));
};

// An object with these members and no other; a check of an absent member gets undefined.
export const object = (members) => (value, path) => {
  if (value === null || typeof value !== "object" || Array.isArray(value) || value instanceof Exact) {
    return [{ field: path || "body", message: "must be an object" }];
  }
  const at = (name) => (path ? `${path}.${name}` : name);
  const own = (name) => (Object.hasOwn(value, name) ? value[name] : undefined);
  const extra = Object.keys(value).filter((name) => !Object.hasOwn(members, name));
  return [
    ...Object.entries(members).flatMap(([name, one]) => one(own(name), at(name))),
    ...extra.map((name) => ({ field: at(name), message: "is not a member of the contract" })),
  ];
};
