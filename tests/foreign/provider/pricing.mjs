// Pricing: the tax codes of a location, and tax per line in whole cents.

import { amount, isBlank, list, object, oneOf, text, textOrNothing } from "./checks.mjs";
import { money } from "./exact.mjs";
import { Refusal, refuseIf } from "./refusal.mjs";
import { ITEM_TYPES } from "./world.mjs";

const REQUEST = object({
  locationId: text,
  items: list(object({ itemId: text, itemType: oneOf(...ITEM_TYPES), subtotal: amount, taxCode: textOrNothing }), 1),
});
const total = (lines, name) => lines.reduce((sum, line) => sum + line[name], 0n);

export function listTaxCodes({ query, world }) {
  const locationId = query.required("locationId");
  const itemType = query.oneOf("itemType", ITEM_TYPES);
  const codes = world.taxCodes.get(locationId) ?? [];
  return { taxCodes: codes.filter((code) => itemType === null || code.applicableItemTypes.includes(itemType)) };
}

export function calculateTax({ document: read, world, behaviour }) {
  const document = read();
  refuseIf(REQUEST(document, ""));
  const uncoded = document.items.flatMap((one, at) => (isBlank(one.taxCode ?? "") ? [at] : []));
  refuseIf(uncoded.map(faultAt("must not be blank")), "MISSING_TAX_CODE");
  const codes = world.taxCodes.get(document.locationId) ?? [];
  const lines = document.items.map((one, at) => taxed(one, at, codes, behaviour));
  const tax = total(lines, "tax");
  const subtotal = total(lines, "cents");
  return {
    items: lines.map(({ itemId, cents, tax: due }) => ({
      itemId,
      taxAmount: money(due),
      lineTotal: money(cents + due),
    })),
    subtotal: money(subtotal),
    totalTax: money(tax),
    grandTotal: money(subtotal + tax),
    currencyUomId: "USD",
  };
}

const faultAt = (message) => (at) => ({ field: `items.${at}.taxCode`, message });

function taxed({ itemId, itemType, subtotal, taxCode }, at, codes, behaviour) {
  const cents = subtotal.at(2);
  const code = codes.find((one) => one.taxCode === taxCode && one.applicableItemTypes.includes(itemType));
  if (code === undefined) {
    const refusal = new Refusal("TAX_CODE_NOT_CONFIGURED", { fieldErrors: [faultAt("is not configured")(at)] });
    return behaviour.unconfigured({ itemId, cents, tax: 0n }, refusal);
  }
  const { rate } = code;
  return { itemId, cents, tax: behaviour.round(cents * rate.at(rate.scale), 10n ** BigInt(rate.scale)) };
}
