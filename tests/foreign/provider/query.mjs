// The parameters of a URL: the first of each name counts, a blank one is absent.

import { isBlank } from "./checks.mjs";
import { invalid } from "./refusal.mjs";

export class Query {
  constructor(text) {
    this.values = new URLSearchParams(text);
  }

  optional(name) {
    const value = this.values.get(name) ?? "";
    return isBlank(value) ? null : value;
  }

  required(name) {
    const value = this.optional(name);
    if (value === null) throw invalid(name, "must not be blank");
    return value;
  }

  oneOf(name, values) {
    const value = this.optional(name);
    if (value !== null && !values.includes(value)) throw invalid(name, `must be one of ${values.join(", ")}`);
    return value;
  }
}
