// c15t, as its own pages tell people to host it themselves: its handler behind Hono's server for Node, over Kysely.
// node c15t.cjs FOLDER PORT ADDRESS: the folder it is installed in, and the SQLite file or the PostgreSQL it keeps choices in.
const { createRequire } = require("node:module")
const [folder, port, address] = process.argv.slice(2)
const from = createRequire(`${folder}/`)
const { c15tInstance } = from("@c15t/backend")
const { kyselyAdapter } = from("@c15t/backend/db/adapters/kysely")
const { migrator } = from("@c15t/backend/db/migrator")
const { DB } = from("@c15t/backend/db/schema")
const { Kysely, PostgresDialect, SqliteDialect } = from("kysely")

// every commit reaches the disk, as with us; readers do not wait for who writes
function file(path) {
  const database = new (from("libsql"))(path)
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
  return new SqliteDialect({ database })
}

const server = address.startsWith("postgresql:")
const dialect = server ? new PostgresDialect({ pool: new (from("pg").Pool)({ connectionString: address, max: 16 }) }) : file(address)
const adapter = kyselyAdapter({ db: new Kysely({ dialect }), provider: server ? "postgresql" : "sqlite" })

async function main() {
  const made = await migrator({ db: DB.client(adapter), schema: "latest" })
  await made.execute()
  const c15t = c15tInstance({ adapter, basePath: "/api/c15t", trustedOrigins: ["https://lindelys.example"], logger: { level: "error" } })
  from("@hono/node-server").serve({ fetch: c15t.handler, port: Number(port), hostname: "127.0.0.1" })
}

main()
