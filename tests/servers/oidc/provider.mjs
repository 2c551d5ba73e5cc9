// An OpenID Connect provider on the loopback, as an organisation has one: whoever signs in is the account of that name, and the name is the address.
// Its own pages for signing in and agreeing are those that oidc-provider shows to developers.
import { pathToFileURL } from "node:url";

const [place, port, client, secret, back] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(`${place}/oidc-provider/lib/index.js`).href);

const provider = new Provider(`http://localhost:${port}`, {
  clients: [{ client_id: client, client_secret: secret, redirect_uris: [back] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  scopes: ["openid", "email", "profile"],
  features: { devInteractions: { enabled: true } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: id, email_verified: !id.startsWith("unproved") }) }),
});
provider.listen(Number(port), "localhost");
