// Reads a letter on standard input as a receiver does, and tells what its signatures are worth; the DNS answers one name.
import { createRequire } from "node:module";
import { join } from "node:path";

const [place, name, record] = process.argv.slice(2);
const { dkimVerify } = createRequire(join(place, "mailauth/"))("mailauth/lib/dkim/verify");

const resolver = async (asked, type) => {
  if (asked === name && type === "TXT") return [[record]];
  throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
};
const { results } = await dkimVerify(process.stdin, { resolver });
console.log(JSON.stringify(results.map((one) => ({ result: one.status.result, signed: one.signingHeaders?.keys ?? "" }))));
