// JSON whose numbers keep every digit: money must not pass through binary fractions.

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const CENT_DIGITS = 2;
const LONGEST = 40; // digits; nothing in the contract needs more

// A number as units * 10 ** -scale, without trailing zeros, so that 60.000 and 6e1 are the same value.
export class Exact {
  constructor(source) {
    this.source = source;
    const [, sign, whole, fraction = "", exponent = "0"] = NUMBER.exec(source);
    const digits = (whole + fraction).replace(/^0+/, "");
    const kept = digits.replace(/0+$/, "");
    this.negative = sign === "-" && kept !== "";
    this.digits = kept || "0";
    this.scale = kept ? fraction.length - Number(exponent) - (digits.length - kept.length) : 0;
  }

  // The whole number of 10 ** -places, null where the number has more decimals or is too long.
  at(places) {
    const zeros = places - this.scale;
    if (!(zeros >= 0 && zeros + this.digits.length <= LONGEST)) return null;
    const units = BigInt(this.digits + "0".repeat(zeros));
    return this.negative ? -units : units;
  }

  toJSON() {
    return JSON.rawJSON(this.source);
  }

  toString() {
    return `${this.negative ? "-" : ""}${this.digits}e${-this.scale}`;
  }
}

// The value of a JSON text in UTF-8; throws on anything else.
export function parse(bytes) {
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  return JSON.parse(text, (_, value, { source }) => (typeof value === "number" ? new Exact(source) : value));
}

// One text for each JSON value, however it was spelled.
export function canonical(value) {
  if (value instanceof Exact) return value.toString();
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}

// The JSON number of an amount in cents.
export function money(cents) {
  const digits = String(cents).padStart(CENT_DIGITS + 1, "0");
  return JSON.rawJSON(`${digits.slice(0, -CENT_DIGITS)}.${digits.slice(-CENT_DIGITS)}`);
}
