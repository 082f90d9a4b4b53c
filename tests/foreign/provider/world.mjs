// What this provider knows: the entities of the contract document, and a few of its own.

import { Exact } from "./exact.mjs";

const item = (taxCode, description, rate, ...applicableItemTypes) => ({
  taxCode,
  description,
  rate: new Exact(rate),
  applicableItemTypes,
});

export const ITEM_TYPES = ["PART", "LABOR", "SERVICE", "FEE"];
const GOODS = item("TAXABLE_GOODS", "Taxable parts and materials", "0.08", "PART");
const LABOR = item("LABOR_TAXABLE", "Taxable labor services", "0.06", "LABOR", "SERVICE");
const EXEMPT = item("TAX_EXEMPT", "Tax-exempt items", "0.00", ...ITEM_TYPES);

const POLICY = {
  locationId: "LOC-001",
  approvalMethod: "SIGNATURE",
  requireSignature: true,
  legalTermsText: "By signing below, you authorize the work described in this estimate...",
  legalTermsVersion: "2024-01-01",
  policyMode: "LOCATION_SPECIFIC",
  expiresInDays: 7,
};

export class World {
  // The rows as they are before any state is set up.
  constructor() {
    this.locations = new Set(["LOC-001", "OSLO", "TURKU"]);
    this.taxCodes = new Map([
      ["LOC-001", [GOODS, LABOR, EXEMPT]],
      ["OSLO", [item("MVA_25", "Norwegian VAT", "0.25", "PART", "LABOR"), EXEMPT]],
    ]);
    this.policies = new Map([
      ["LOC-001", POLICY],
      ["OSLO", { ...POLICY, locationId: "OSLO", approvalMethod: "CLICK_CONFIRM", requireSignature: false }],
    ]);
    this.accepted = new Map(); // idempotency keys, each with the canonical body and the answer
    this.down = new Set(); // operations that answer 503
  }
}
